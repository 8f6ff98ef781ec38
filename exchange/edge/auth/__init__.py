"""Who calls: access tokens, DPoP proofs (RFC 9449), single use of both."""
