"""Tests of `bot.rasa.patches`."""
