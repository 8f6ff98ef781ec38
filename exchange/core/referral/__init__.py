"""Referral: its value, its state machine, its deadlines and work items."""
