"""Intents and answer keys."""
