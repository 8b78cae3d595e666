"""The guide in conversation: what a message does to a case file and what is said back. Knows the SDK, not the rules."""
