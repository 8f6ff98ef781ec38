"""Identifiers: numbers that name a person or an account somewhere, by their form and their check digits."""
