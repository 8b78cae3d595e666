"""What the doors keep: what came in, what goes out, and to whom."""
