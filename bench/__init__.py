"""`make bench`: ours beside stock Rasa, in one run on one machine. A tool of the house, not part of the assistant."""
