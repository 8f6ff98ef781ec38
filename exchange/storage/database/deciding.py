"""Deciding rows: which tables' rows carry a MAC under the vault, and why those of all others need none.

A table is in one of the two lists; a test in the house looks. Every column of a deciding table is covered but those
it names as only counting.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Table

from exchange.core.evidence.row import columns_digest, row_name
from exchange.storage.tables.clients import client, reply
from exchange.storage.tables.columns import SEAL
from exchange.storage.tables.consents import consent, disclosure, shared_consent
from exchange.storage.tables.delivery import inbox, outbox
from exchange.storage.tables.evidence import leaf, log_size, log_start, record, waiting_leaf
from exchange.storage.tables.facts import fact
from exchange.storage.tables.packets import packet, packet_blob, upload
from exchange.storage.tables.partners import partner
from exchange.storage.tables.people import person, person_key, plan, pseudonym, sheet
from exchange.storage.tables.referrals import draft, history, referral
from exchange.storage.tables.single_use import once, revocation, vault_step
from exchange.storage.tables.staff import (
    deputy_period,
    passkey,
    session,
    sign_in_attempt,
    staff,
    staff_change,
    training,
)
from exchange.storage.tables.webhooks import webhook


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Deciding:
    """A table whose rows decide. `key` is the column its rows are named by, `person` the one that says whose they are.

    `counts` are columns that only count or put in order: they change without a leaf. `acts` says that its rows are
    those of who acts, who are asked for whatever is done. What tells of a person's row rests under that person's key.
    """

    table: Table
    key: str
    person: str = ""
    counts: frozenset[str] = frozenset()
    acts: bool = False

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name

    def about(self, row: Mapping[str, Any]) -> str:
        """The name of one of its rows."""
        return row_name(self.name, row[self.key])

    def whose(self, row: Mapping[str, Any]) -> str:
        """Whose one of its rows is: whoever the person turned out to be, where they were merged; empty if nobody's."""
        return str(row.get("merged_into") or row[self.person]) if self.person else ""

    def covered(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What of a row the MAC is over."""
        return {name: row.get(name) for name in self.columns}

    def digest(self, row: Mapping[str, Any]) -> str:
        """The digest of what the MAC is over."""
        return columns_digest(self.covered(row))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns the MAC is over."""
        return _columns(self)


@cache
def _columns(of: Deciding) -> tuple[str, ...]:
    return tuple(one.name for one in of.table.c if one.name != SEAL and one.name not in of.counts)


PARTNER = Deciding(table=partner, key="entity")
STAFF = Deciding(table=staff, key="id", acts=True)
TRAINING = Deciding(table=training, key="id", acts=True)
DEPUTY_PERIOD = Deciding(table=deputy_period, key="id", acts=True)
STAFF_CHANGE = Deciding(table=staff_change, key="id", acts=True)
# When it was used and its owner last confirmed change all day: both have a MAC of their own, and only grow old.
_STAMPS = frozenset({"seen_at", "seen_at_mac", "fresh_at", "fresh_by", "fresh_at_mac"})
SESSION = Deciding(table=session, key="id", counts=_STAMPS, acts=True)
PASSKEY = Deciding(table=passkey, key="id", acts=True)
CLIENT = Deciding(table=client, key="id", acts=True)
PERSON = Deciding(table=person, key="id", person="id")
# The database counts `number` up; when the clock looks is asked again, of the sealed consent, before it means anything.
CONSENT = Deciding(table=consent, key="id", person="person", counts=frozenset({"number", "ends_at", "warns_at"}))
FACT = Deciding(table=fact, key="name", person="person")
PLAN = Deciding(table=plan, key="id", person="person")
DECIDING: Mapping[str, Deciding] = {
    one.name: one
    for one in (
        PARTNER,
        STAFF,
        TRAINING,
        DEPUTY_PERIOD,
        STAFF_CHANGE,
        SESSION,
        PASSKEY,
        CLIENT,
        PERSON,
        CONSENT,
        FACT,
        PLAN,
    )
}
"""Every table whose rows decide, by name."""

_SEALED = "encrypted under the person's key for this very place: another value does not open"
OTHERS: Mapping[Table, str] = {
    person_key: "wrapped for its person under the vault; in the place of one that was destroyed a mark is, too",
    pseudonym: _SEALED,
    shared_consent: _SEALED,
    disclosure: f"{_SEALED}; `log verify` counts the lines against their leaves",
    sheet: f"{_SEALED}; whoever sends what was written on it is asked everything anew",
    draft: f"{_SEALED}; its release asks consent, partner and people anew",
    referral: "where a matter stands; each step has its leaf, and what leaves is asked of consent and partner anew",
    history: "tells what happened; each step has its leaf",
    packet: "sealed to the partner and named by digest in its leaf; its hand-over asks consent and partner anew",
    packet_blob: "finds blobs, which are named in the packet's sealed manifest",
    outbox: "signed words on their way, and when they are tried again",
    inbox: "tells what was answered to a signed event",
    reply: "answers that are repeated for two days",
    sign_in_attempt: "counts wrong passphrases for hours; it lets nobody in, and its loss ends only a pause",
    once: "marks of what was used, for minutes; of what a browser was asked only the vault makes one",
    upload: "counts bytes for a day; what it counts is named, with its key, elsewhere",
    revocation: "tokens that end within minutes by themselves",
    vault_step: "which steps of a migration were taken; to take one again changes nothing",
    webhook: "counts failures and says when to try again; where it calls is in the partner's row, its secret encrypted",
    leaf: "the log itself: its signed root covers it",
    record: "what a leaf commits to",
    waiting_leaf: "what the log is about to hold; rows that decide are told of by a record with a MAC",
    log_size: "how many leaves have their place; signed",
    log_start: "where a log begins; the published checkpoints say it",
}
"""Every other table, with the reason why its rows need no MAC."""
