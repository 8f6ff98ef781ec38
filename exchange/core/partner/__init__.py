"""A partner organisation: its document and status, and the webhook it may name."""
