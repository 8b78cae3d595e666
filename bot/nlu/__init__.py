"""Rasa graph components: intents with answer keys, and entities."""
