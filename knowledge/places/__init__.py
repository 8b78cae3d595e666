"""States, municipalities, countries and all their names."""
