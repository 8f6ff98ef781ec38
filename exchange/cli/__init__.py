"""The command line: parses, calls one flow, shows the result."""
