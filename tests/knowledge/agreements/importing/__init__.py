"""Tests of `knowledge.agreements.importing`."""
