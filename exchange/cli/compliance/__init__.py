"""Compliance commands: registers, the rules, what a review of all exchanges finds, and evidence to hand out."""
