"""Steps of the database of keys."""
