"""How the next action is chosen."""
