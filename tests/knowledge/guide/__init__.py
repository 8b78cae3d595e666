"""Tests of `knowledge.guide`."""
