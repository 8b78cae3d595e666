"""What a message says: its text, places, intents, dialogue acts and answers. Without Rasa but for its components."""
