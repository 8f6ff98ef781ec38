"""The evidence log (a transparency log, RFC 6962): entries, Merkle tree, proofs, checkpoints, tiles."""
