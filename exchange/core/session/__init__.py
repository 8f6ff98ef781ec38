"""Session: who is signed in, until when, and how long somebody waits who types a wrong passphrase."""
