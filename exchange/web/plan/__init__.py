"""Support plan pages: what a person needs in their words, goals, steps, follow-ups, who goes along; found by a case."""
