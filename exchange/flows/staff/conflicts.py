"""Conflict of interest (FE-01): asked of the register wherever a second person looks over what concerns a person."""

from collections.abc import Iterable
from datetime import datetime

from exchange.core.compliance.kind import FactKind
from exchange.core.staff.conflict import raise_if_close
from exchange.core.staff.staff import Staff
from exchange.ports.store import Tx


def close_to(tx: Tx, person_id: str, *, at: datetime) -> frozenset[str]:
    """The ids of the staff who may decide nothing about a person: by the register, as it stands at the instant."""
    return frozenset(one.topic for one in tx.facts.at(FactKind.CONFLICT, person_id, at=at, known_at=at))


def check_conflicts(tx: Tx, person_id: str, people: Iterable[Staff], *, at: datetime) -> None:
    """Let pass people of whom none is close to the person.

    Raises:
        ConflictOfInterest: one of them is.
    """
    raise_if_close(people, close=close_to(tx, person_id, at=at))
