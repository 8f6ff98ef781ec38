"""Optimistic concurrency control: work is done beside everybody, and what it read is read again in its turn."""
