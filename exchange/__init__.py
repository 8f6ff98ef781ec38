"""Geleit: a hub that carries referrals, within the consent given."""

__version__ = "0.1.0"
