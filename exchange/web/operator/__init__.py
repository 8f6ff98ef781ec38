"""Operator pages: is all well, what waits, what to do; of no person. For who runs the hub, also where it is down."""
