"""The port `Referrals` on SQL: referrals and their drafts, their sealed packets, their history."""
