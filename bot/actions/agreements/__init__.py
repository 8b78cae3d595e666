"""The conversation about agreements that already exist."""
