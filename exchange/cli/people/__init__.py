"""People at the command line: members of staff, and the persons whose cases they have."""
