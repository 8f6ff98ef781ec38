"""Outbound HTTP with SSRF protection: the one hardened way out (resolve once, check, pin, caps, one deadline)."""
