"""Salted commitment: the evidence log's leaf, so that erasing the record leaves an unlinkable hash.

A leaf is u8 type ‖ u64 big-endian Unix milliseconds ‖ SHA-256(salt32 ‖ JCS(record)) (protocol section 8). Tiles and
checkpoints are computed from the leaves in order (`exchange.core.evidence.merkle`); nothing in a leaf ever changes.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

SALT_BYTES = 32
COMMITMENT_AT = 9
"""A leaf's commitment begins after its type (1 byte) and its time (8 bytes)."""
LEAF_BYTES = COMMITMENT_AT + 32


class EntryType(IntEnum):
    """What a leaf attests; the same numbers as `leaf-types` in `schemas/codes.json`."""

    CONSENT_RECORDED = 1
    CONSENT_WITHDRAWN = 2
    REFERRAL_CREATED = 3
    REFERRAL_STEP = 4
    PACKET_SEALED = 5
    PACKET_HANDED_OVER = 6
    ACKNOWLEDGEMENT = 7
    REFUSAL = 8
    FEEDBACK = 9
    PARTNER_ENROLLED = 10
    PARTNER_SUSPENDED = 11
    KEY_CHANGED = 12
    STAFF_ACCESS = 13
    DISCLOSURE = 14
    DELIVERY = 15
    REMINDER = 16
    ERASED = 17
    POLICY_CHANGED = 18
    VERIFICATION_FAILED = 19
    STAFF_ADDED = 20
    TRAINING_RECORDED = 21
    WORK_ITEM_SETTLED = 22
    LOG_OPENED = 23
    STAFF_DEACTIVATED = 24
    CLIENT_REGISTERED = 25
    CLIENT_SUSPENDED = 26
    DRAFT_CHANGED = 27
    DRAFT_APPROVED = 28
    CASE_ASSIGNED = 29
    STAFF_ENTERED = 30
    STAFF_CONFIRMED = 31
    STAFF_RESET = 32
    STAFF_RETURNED = 33
    STAFF_ROLE_CHANGED = 34
    PASSPHRASE_CHANGED = 35
    STAFF_CODE_VOID = 36
    CONSENT_EXPIRED = 40
    ROW_WRITTEN = 41
    ROWS_FROM_HERE = 42
    ROW_RESTATED = 43
    FINDINGS_CONFIRMED = 44
    REGISTER_ENTERED = 45
    RULE_ARMED = 46
    MIGRATED = 47
    WAIVER_GRANTED = 48
    RECIPIENT_ACCEPTED = 49
    PERSON_INFORMED = 50
    CONFLICT_NOTED = 51
    RIGHT_CLAIMED = 52
    VERSION_KEPT = 53
    AGREEMENT_RECORDED = 54
    TEXT_RELEASED = 55
    GLASS_BROKEN = 56
    DEPUTY_APPOINTED = 57
    DEPUTY_ENDED = 58
    STAFF_FOUNDED = 59
    PARTNER_RESUMED = 60
    PERSONS_MERGED = 61
    REFERENCE_CORRECTED = 62
    RECEIPT_HANDED_OUT = 63
    PAPER_KEPT = 64
    RULE_DISARMED = 65
    REVIEW_KEPT = 66
    PLAN_OPENED = 67
    PLAN_CHANGED = 68
    PLAN_REVIEWED = 69
    PLAN_CLOSED = 70
    EVIDENCE_EXPORTED = 71
    SESSION_BEGUN = 72
    SESSION_ENDED = 73
    DRAFT_GIVEN_BACK = 74
    APPROVAL_ASKED = 75
    PASSKEY_ADDED = 76
    PASSKEY_REMOVED = 77


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One entry before it has its place: the leaf's bytes and, beside them, what may later be erased.

    `record` is the canonical JSON (RFC 8785) of the record; `salt` is 32 random bytes; `person` is whose erasure
    takes the record along, empty where it concerns nobody.
    """

    type: EntryType
    at: datetime
    salt: bytes
    record: bytes
    person: str = ""

    @property
    def leaf(self) -> bytes:
        """The 41 bytes that enter the tree."""
        milliseconds = int(self.at.timestamp() * 1000)
        commitment = hashlib.sha256(self.salt + self.record).digest()
        return bytes([self.type]) + milliseconds.to_bytes(8, "big") + commitment


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Leaves that wait for their place: how many, and since when the first of them."""

    count: int
    since: datetime | None

    def seconds(self, now: datetime) -> float:
        """How long the first of them has waited; 0 where none waits."""
        return max(0.0, (now - self.since).total_seconds()) if self.since else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LogStart:
    """Where one of a hub's logs begins among all its leaves: leaf 0 of log `number` is the leaf at `first`.

    `signed` says that a checkpoint of it has left this hub, so that one must be remembered outside the database.
    """

    number: int
    first: int
    signed: bool = False


def log_origin(entity: str, number: int) -> str:
    """Name a hub's log, `<host>/rx-log/<n>`: the origin of its checkpoints and the name of its key."""
    return f"{entity.partition('://')[2]}/rx-log/{number}"
