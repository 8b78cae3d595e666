"""Places, kinds, topics and years that a message names."""
