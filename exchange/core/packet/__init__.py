"""Referral packet: manifest, parts, padding; built before it is sealed, checked after it is opened."""
