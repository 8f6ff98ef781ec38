"""Partner pages: who helps with what, what each takes, and whether it takes part; for everybody of the house."""
