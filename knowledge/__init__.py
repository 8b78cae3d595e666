"""What is known: sourced answers, glossary, places and reported agreements.

Imports neither Rasa nor the connectors nor the case files.
"""
