"""Staff: people at the Jobcenter, their role, their trainings, and whether they may send a sensitive referral."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from exchange.core.vocabulary import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """One member of staff. `passphrase_hash` is an Argon2id PHC string; `id` is the short name used with `--by`."""

    id: str
    name: str
    role: Role
    passphrase_hash: str
    active: bool
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A training of one member of staff on one topic, valid in `[valid_from, valid_until)` (UTC)."""

    id: str
    staff: str
    topic: str
    valid_from: datetime
    valid_until: datetime


def trained(trainings: Iterable[Training], *, at: datetime) -> bool:
    """Say whether any of the trainings is valid at the instant."""
    return any(one.valid_from <= at < one.valid_until for one in trainings)
