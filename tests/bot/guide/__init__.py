"""Tests of `bot.guide`."""
