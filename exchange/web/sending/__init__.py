"""New referral: the five pages on which a caseworker and the person write one together."""
