"""Received event: what it says, what it is about, and in which transaction it is dealt with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exchange.core.events.event import Event
from exchange.core.referral.referral import Referral, StoredPacket
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedEvent:
    """One genuine event, the locked referral and the packet it is about, at one hub, at one instant.

    `compact` is the SET as it came; `signing_sha256`, the digest of its signing input, makes it the same again. It came
    at `came_at`, when its issuer's keys for signing were `signers`; an event that waits for its turn came before `at`.
    """

    tx: Tx
    hub: Hub
    at: datetime
    event: Event
    compact: str
    signing_sha256: str
    referral: Referral
    packet: StoredPacket
    came_at: datetime
    signers: Sequence[Mapping[str, Any]]
