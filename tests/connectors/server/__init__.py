"""Tests of `connectors.server`."""
