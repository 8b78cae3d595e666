"""The guide's files: their shape, reading and checks."""
