"""Demonstration accounts: the invented people of a demonstration, whom a click signs in; read from its own folder."""

import json
from collections.abc import Mapping
from pathlib import Path

from exchange.core.vocabulary import Role
from exchange.flows.staff.authenticate import Credentials

FILE = "invented-people.json"
"""Lies in the folder of a demo hub, made by `geleit demo`: staff id and passphrase by role."""


def read_accounts(directory: Path) -> Mapping[Role, Credentials]:
    """The people a demonstration made, by role; nobody where it made none."""
    path = directory / FILE
    if not path.exists():
        return {}
    made = json.loads(path.read_text(encoding="utf-8"))
    return {Role(role): Credentials(one["staff"], one["passphrase"].encode()) for role, one in made.items()}
