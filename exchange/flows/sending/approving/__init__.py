"""Approving: what would leave is looked at beforehand, by whoever writes it and by the second pair of eyes."""
