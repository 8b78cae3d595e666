"""The neutral reply and what becomes of it within a channel's limits."""
