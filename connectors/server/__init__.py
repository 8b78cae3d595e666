"""The server of the doors, its limits, and what it says of itself."""
