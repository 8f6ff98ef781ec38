"""Text versions: words of consents are proposed, released by two people, and asked for when a signature comes."""
