"""Casework pages: what is open today, one case, what may be done about it, and what waits for a second person."""
