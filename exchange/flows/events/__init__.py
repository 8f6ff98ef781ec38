"""Events: a partner's signed acknowledgement, or what it reported otherwise, received, permitted and applied."""
