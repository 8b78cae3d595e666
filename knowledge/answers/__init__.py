"""Sourced answers and glossary: their files, their tables, and what is said of them."""
