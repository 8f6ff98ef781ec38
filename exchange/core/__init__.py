"""Nouns: the values of the exchange and the rules that judge them. No clock, no chance, no file, no network."""
