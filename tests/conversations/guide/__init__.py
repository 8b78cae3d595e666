"""Tests of `conversations.guide`."""
