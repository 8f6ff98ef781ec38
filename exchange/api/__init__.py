"""HTTP API: what partners, case-management systems and the public call: bytes in, a flow, an answer out."""
