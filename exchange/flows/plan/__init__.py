"""Support plan: written with the person, carried on, looked at, handed over with the case."""
