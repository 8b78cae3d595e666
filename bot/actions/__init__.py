"""Custom actions, one module per capability."""
