"""Case files: opened, found, shared, brought up to date and summed up."""
