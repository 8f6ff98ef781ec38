"""Deferred writes: on SQLite they wait for a turn, in which what was read is read again; on PostgreSQL for a way."""
