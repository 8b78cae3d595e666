"""From a message stored to its answer accepted: one person at a time, in order."""
