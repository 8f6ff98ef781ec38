"""Referral: its own acts, which other subjects use: transitions, events to the partner, stop signals, work items."""
