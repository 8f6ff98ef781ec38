"""Families of rules, one file each: a pure function a rule, from a case to its outcome."""
