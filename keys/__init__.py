"""Cryptography: keys, signatures, sealing, attachments, the vault.

A leaf: it imports nothing of ours and never looks at a clock. Every failure of what a peer sent is one of
`keys.errors`, whatever library noticed it first.
"""
