"""Delivery: outbox and inbox messages, the status of a delivery, retry with backoff."""
