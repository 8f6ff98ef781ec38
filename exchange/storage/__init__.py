"""Persistence: SQL tables, per-person keys, attachment files. The only place that speaks SQL."""
