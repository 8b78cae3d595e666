"""Import of agreements from CSV or XLSX: an official export or the repository's own file."""
