"""How a message stands to the question that was asked."""
