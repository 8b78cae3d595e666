"""What a turn does without of Rasa's own: each patch with its name, reason, version and switch."""
