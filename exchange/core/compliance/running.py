"""Running program: what whoever starts it knows of it and no database holds; nothing is said where nobody asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFacts:
    """One call of the program: its address as a template, the scope a token must have, the schemas it answers with."""

    method: str
    path: str
    scope: str
    answers: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelFacts:
    """What an adapter says of its way: whether only the partner's key opens what arrives, whether it is paper or fax.

    `fax` stands for open mail as well.
    """

    encrypted_end_to_end: bool
    paper: bool = False
    fax: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """What is known of the program that runs; None or empty where it is not known.

    `calls` is its route table. `handlers` are the log handlers of the process by name, and whether each writes what the
    allow-list lets through. `listener` is how the hub is reached: `tls`, `proxy`, or `loopback` for this machine alone.
    `vault_mode` are the permissions of the file of keys, `database` the kind of database, `published` what keeps the
    published log from being the database's (empty where nothing does).
    """

    calls: Sequence[CallFacts] | None = None
    handlers: Mapping[str, bool] = field(default_factory=dict)
    listener: str = ""
    vault_mode: int | None = None
    database: str = ""
    published: str | None = None


UNKNOWN = Running()
"""Nothing is known of it."""
