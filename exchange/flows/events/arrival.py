"""Received event: what it says, what it is about, and in which transaction it is dealt with."""

from dataclasses import dataclass
from datetime import datetime

from exchange.core.events.event import Event
from exchange.core.referral.referral import Referral, StoredPacket
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedEvent:
    """One genuine event, the locked referral and the packet it is about, at one hub, at one instant.

    `compact` is the SET as it came; `signing_sha256`, the digest of its signing input, makes it the same again.
    """

    tx: Tx
    hub: Hub
    at: datetime
    event: Event
    compact: str
    signing_sha256: str
    referral: Referral
    packet: StoredPacket
