"""Partner organisation: its document and status, and the webhook it may name."""
