"""Compliance commands: registers, the rules, and what a review of all exchanges finds."""
