"""Where conversations are kept: every event stored, and a turn that costs the same at message 1,000 as at message 1."""
