"""The terminal as a door: for a person at a keyboard and for scripts."""
