"""Geleit: a hub that carries referrals, within the consent given.

The dependency rule: `core` is pure, `flows` touch the world through `ports` only, and only `main` builds concrete
things. Import-linter's contracts in `pyproject.toml` hold it.
"""

__version__ = "0.1.0"
