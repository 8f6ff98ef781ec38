"""Ports: what flows need from the world, as small protocols that state guarantees; each has two implementations."""
