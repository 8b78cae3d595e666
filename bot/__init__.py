"""The assistant: understanding and actions on Rasa."""
