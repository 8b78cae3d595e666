"""Tests of the knowledge base, on SQLite and on a real PostgreSQL."""
