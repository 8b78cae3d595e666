"""Tests of `knowledge.agreements`."""
