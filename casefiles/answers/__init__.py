"""Answers of a case file: stored, merged with a colleague's, undone and put in words."""
