"""Registers: what a house has agreed, notified and found out, entered and looked at by people."""
