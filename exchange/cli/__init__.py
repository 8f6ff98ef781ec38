"""Command line: it parses, calls one flow, shows the result."""
