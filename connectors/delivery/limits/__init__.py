"""How much, how fast and how often."""
