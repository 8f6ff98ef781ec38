"""Packets: planned from a referral and its consent, then packed and sealed."""
