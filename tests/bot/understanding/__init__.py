"""Tests of `bot.understanding`."""
