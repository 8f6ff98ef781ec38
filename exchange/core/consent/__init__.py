"""Consent: what a person agreed to, clause by clause, and whether a field may be disclosed under it."""
