"""Casework API: consents, referrals and files, for case-management systems on behalf of members of staff."""
