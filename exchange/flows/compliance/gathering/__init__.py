"""Gathering cases: what there is of each subject a rule looks at, read as it was and never changed."""
