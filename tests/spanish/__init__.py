"""Tests of `spanish`."""
