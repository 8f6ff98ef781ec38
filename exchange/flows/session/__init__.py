"""Session flows: signing in, being recognised, typing the passphrase once more, and signing out."""
