"""The API for case-management systems: consents, referrals and files, on behalf of members of staff."""
