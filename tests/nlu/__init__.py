"""Understanding, and how well it is measured."""
