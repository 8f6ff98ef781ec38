"""Staff and clients: members of staff and client systems, who calls, and for whom."""
