"""The agreements by columns in memory."""
