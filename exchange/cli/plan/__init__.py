"""Plan commands: what was agreed with a person, step by step, and who goes along."""
