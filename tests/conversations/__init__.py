"""Whole conversations through the real agent."""
