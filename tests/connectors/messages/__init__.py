"""Tests of `connectors.messages`."""
