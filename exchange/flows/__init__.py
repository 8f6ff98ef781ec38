"""Use cases: one file for each thing the exchange does, one transaction each. They act through ports only."""
