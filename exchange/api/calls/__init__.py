"""Calls: what a call of the JSON API is, on whose behalf it is made, and what its terms mean."""
