"""What Rasa loads: which action answers each intent, and why."""
