"""Tests of `knowledge.answers`."""
