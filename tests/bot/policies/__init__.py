"""Tests of how the next action is chosen."""
