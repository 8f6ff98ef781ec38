"""The referral: its value, its state machine, its deadlines and work items."""
