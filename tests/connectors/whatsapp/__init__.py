"""Tests of the WhatsApp door."""
