"""What Rasa loads."""
