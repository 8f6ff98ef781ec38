"""Drafting: a referral is written: its data and files, to whom it would go, and on which consent."""
