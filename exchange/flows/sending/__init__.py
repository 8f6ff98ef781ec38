"""Sending: from the draft over approval to the released packet, and all that follows it."""
