"""Compliance: what a house has to prove beside each exchange, and the rules that look at it."""
