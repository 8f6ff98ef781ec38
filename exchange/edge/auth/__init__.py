"""Authentication and replay protection: who calls: access tokens, DPoP proofs (RFC 9449), each proof once."""
