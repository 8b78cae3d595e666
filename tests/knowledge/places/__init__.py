"""Tests of `knowledge.places`."""
