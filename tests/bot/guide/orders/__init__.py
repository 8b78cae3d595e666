"""Tests of `bot.guide.orders`."""
