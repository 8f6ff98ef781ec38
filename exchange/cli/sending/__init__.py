"""What a referral is written from: the document, its files, and sealed parts that somebody else made."""
