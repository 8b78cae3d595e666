"""Tests of `spanish.dates`."""
