"""Doors of the assistant. They know Rasa's channel interface and the neutral reply, not the subject."""
