"""Import of agreements: an official export or the repository's own file, all or nothing."""
