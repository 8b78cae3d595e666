"""What is set, what is missing for each channel and how to get it; nothing of Rasa is loaded."""
