"""Tests of `bot.understanding.answers`."""
