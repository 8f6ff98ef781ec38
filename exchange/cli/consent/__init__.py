"""Consent at the command line: its texts, its answers, what is handed out of it, and why something leaves or not."""
