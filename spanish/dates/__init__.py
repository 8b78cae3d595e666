"""Days and moments, as people say and write them."""
