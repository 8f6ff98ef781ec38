"""Transparency log (RFC 6962): the evidence log's entries, Merkle tree, proofs, checkpoints, tiles."""
