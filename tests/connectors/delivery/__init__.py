"""Tests of `connectors.delivery`."""
