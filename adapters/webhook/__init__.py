"""Pull with a webhook: the same mailbox, and a call when something waits in it (Standard Webhooks 1.0.0)."""
