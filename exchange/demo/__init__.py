"""Demonstration: `geleit demo`, a hub and three partners as processes of their own, ten invented referrals.

Everything here goes through what is public: `geleit serve`, the flows behind the commands, and `exchange.partner`.
"""
