"""Consent: recorded, and withdrawn."""
