"""Casework: who may see a case, giving it away, closing it, reminding of it."""
