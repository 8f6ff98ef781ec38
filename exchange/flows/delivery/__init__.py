"""Delivery: an outbox message on its way, and a partner who polls and fetches."""
