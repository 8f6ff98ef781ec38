"""Queries: what pages, API and command line show. They read in a view of the store and never write (CQRS)."""
