"""Text as the classifiers see it."""
