"""The evidence log's leaf: a salted commitment to a record, so that erasing the record leaves an unlinkable hash.

A leaf is u8 type ‖ u64 big-endian Unix milliseconds ‖ SHA-256(salt32 ‖ JCS(record)) (protocol section 8). Tiles and
checkpoints are computed from the leaves in order; nothing in a leaf ever changes.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class LeafType(IntEnum):
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
    STAFF_DEACTIVATED = 30
    CLIENT_REGISTERED = 31
    CLIENT_SUSPENDED = 32
    DRAFT_CHANGED = 33
    DRAFT_APPROVED = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One entry before it has its place: the leaf's bytes and, beside them, what may later be erased.

    `record` is the canonical JSON (RFC 8785) of the record; `salt` is 32 random bytes; `person` is whose erasure
    takes the record along, empty where it concerns nobody.
    """

    type: LeafType
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


def leaf_hash(leaf: bytes) -> bytes:
    """Hash a leaf (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """Compute the Merkle tree hash (RFC 6962 section 2.1) of leaves in order, in one pass and logarithmic memory."""
    stack: list[tuple[int, bytes]] = []
    for leaf in leaves:
        height, node = 0, leaf_hash(leaf)
        while stack and stack[-1][0] == height:
            node = hashlib.sha256(b"\x01" + stack.pop()[1] + node).digest()
            height += 1
        stack.append((height, node))
    if not stack:
        return hashlib.sha256(b"").digest()
    node = stack.pop()[1]
    while stack:
        node = hashlib.sha256(b"\x01" + stack.pop()[1] + node).digest()
    return node
