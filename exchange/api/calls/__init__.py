"""API operations (calls): what a call is, on whose behalf it is made, and what its terms mean."""
