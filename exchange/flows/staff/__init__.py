"""Staff and client systems: who they are, proven in the flow's own transaction; repeated calls."""
