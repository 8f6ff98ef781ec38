"""Conformance suite: what the contract promises, as checks that any adapter's author can run."""
