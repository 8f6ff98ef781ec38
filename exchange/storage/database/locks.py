"""Pessimistic locks: a transaction beside others holds the row of every person whose referrals it has looked at.

A hold lasts to the end of the transaction. So what was read of a person's consents, referrals and packets still holds
when it commits, and nobody who works on another person waits. A person nobody knows yet is held by an advisory lock.

Locks are taken in one order everywhere: mark, person, outbox row (DECISIONS 16); the log holds nobody up. Two who took
them in different orders would wait for each other until the database undoes one of them (`Contended`).
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, ColumnElement, Text, bindparam, func, select

from exchange.storage.database.driver import Driver
from exchange.storage.tables.consents import consent
from exchange.storage.tables.packets import packet
from exchange.storage.tables.people import person
from exchange.storage.tables.referrals import referral

# FOR NO KEY UPDATE: rows that only refer to the person may be added meanwhile.
_PERSON = select(person.c.id).with_for_update(key_share=True)
_ONE: ColumnElement[Any] = bindparam("one")


def _of(whose: Column[Any], column: Column[Any]) -> ColumnElement[bool]:
    # A referral, a packet, a consent never goes over to another person, so whose it is may be asked in the same breath.
    return person.c.id == select(whose).where(column == _ONE).scalar_subquery()


_HOLDS = {
    "person": _PERSON.where(person.c.id == _ONE),
    "referral": _PERSON.where(_of(referral.c.person, referral.c.id)),
    "packet": _PERSON.where(_of(packet.c.person, packet.c.id)),
    "consent": _PERSON.where(_of(consent.c.person, consent.c.id)),
}
# Whoever takes several takes them in order of id, and leaves out whom another holds: nobody waits with others in hand.
_FREE = (
    select(person.c.id)
    .where(person.c.id.in_(bindparam("these", expanding=True)))
    .order_by(person.c.id)
    .with_for_update(key_share=True, skip_locked=True)
)
# Of a person nobody knows yet there is no row to hold, only what they would be found by: hence an advisory lock. Two
# whose hashes fall together wait for each other without need, and no worse.
_HASH: ColumnElement[str] = bindparam("hash", type_=Text)
_REFERENCE = {"postgresql": select(func.pg_advisory_xact_lock(func.hashtextextended(_HASH, 0)).label("held"))}


class Alone:
    """Nobody else writes, or nothing is written: there is nothing to hold."""

    @property
    def any_held(self) -> bool:
        """Whether a row may belong to somebody who is held already, so that it pays to read it first."""
        return True

    def holds(self, person: str) -> bool:  # noqa: ARG002 nobody has to be asked for
        """Whether nobody else changes what is this person's."""
        return True

    def hold(self, what: str, key: str) -> None:
        """Do nothing."""

    def hold_free(self, persons: Iterable[str]) -> frozenset[str]:
        """Everybody is free."""
        return frozenset(persons)

    def hold_reference(self, keyed_hash: str) -> None:
        """Do nothing."""


class Beside(Alone):
    """Others write at the same time (PostgreSQL)."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._held: set[tuple[str, str]] = set()
        self._persons: set[str] = set()

    @property
    def any_held(self) -> bool:
        """Most transactions are about one person: once held, it is most likely theirs."""
        return bool(self._persons)

    def holds(self, person: str) -> bool:
        """Whether this transaction holds the person."""
        return person in self._persons

    def hold(self, what: str, key: str) -> None:
        """Wait for the person that a `person`, `referral`, `packet` or `consent` belongs to, and hold them."""
        if (what, key) not in self._held:
            self._persons.update(row["id"] for row in self._driver.rows(_HOLDS[what], {"one": key}))
            self._held.add((what, key))

    def hold_free(self, persons: Iterable[str]) -> frozenset[str]:
        """Hold those persons whom nobody else holds, without waiting, and name them."""
        free = [row["id"] for row in self._driver.rows(_FREE, {"these": sorted(set(persons))})]
        self._persons.update(free)
        return frozenset(free)

    def hold_reference(self, keyed_hash: str) -> None:
        """Wait for whoever looks for the same person, lest both make one."""
        self._driver.rows(_REFERENCE[self._driver.dialect.name], {"hash": keyed_hash})
