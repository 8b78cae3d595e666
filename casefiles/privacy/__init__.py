"""Consent, export, erasure and retention of what is known about a person."""
