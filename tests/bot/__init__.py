"""The actions and Rasa itself."""
