"""Federation metadata: what a hub publishes of itself to those who pinned it (protocol sections 1 and 7)."""
