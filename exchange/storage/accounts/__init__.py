"""Accounts at rest: members of staff and their sessions, and registered clients."""
