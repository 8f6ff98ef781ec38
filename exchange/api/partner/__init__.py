"""Partner API: packets to fetch, events to send, the directory, the state of a referral."""
