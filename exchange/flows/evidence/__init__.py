"""Transparency log: checkpoints, proofs, verification, repair, and the successor after a restore."""
