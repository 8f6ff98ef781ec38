"""What partners' systems call (protocol section 4): bytes in, a flow, an answer out."""
