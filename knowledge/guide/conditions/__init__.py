"""When the guide's questions, effects and stages hold."""
