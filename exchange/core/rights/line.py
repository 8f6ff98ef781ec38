"""Line of the person's ledger (Art. 15 GDPR): who, what, why, on which permission, when; never who of the staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from exchange.core.evidence.entry import EntryType


class LineKind(StrEnum):
    """What happened; the same list as `ledger-kinds` in `schemas/codes.json`."""

    SENT = "sent"
    TOLD = "told"
    REFUSED = "refused"
    STOPPED = "stopped"
    NOT_DELIVERED = "not-delivered"
    RETURNED = "returned"
    ANSWERED_WITHDRAWAL = "answered-withdrawal"
    LOOKED = "looked"
    CHANGED = "changed"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of the evidence log that concerns the person, as the log keeps it; `said` is what it says."""

    type: EntryType
    at: datetime
    said: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """On what it stood: the person's consent of a day, or a statutory power; neither is known where both are empty."""

    consent: str = ""
    declared_at: datetime | None = None
    power: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line. `who` is the partner's entity id, empty where the Jobcenter itself did it.

    `what` are codes of the list `listed`, `categories` those of what went or came; `why` is a purpose of the list
    `purposes`, for a look one of `look-purposes`. `count` says how often it happened that day. `referral` is empty
    where it was about the person as a whole.
    """

    kind: LineKind
    at: datetime
    who: str = ""
    what: Sequence[str] = ()
    listed: str = ""
    categories: Sequence[str] = ()
    why: str = ""
    basis: Basis = field(default_factory=Basis)
    referral: str = ""
    channel: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What a record's ids lead to: the partner and purpose of a referral, and the statutory power it stands on."""

    partner: str
    purpose: str
    consent: str = ""
    power: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands beside the records: referrals by id, events' referrals by `jti`, when each consent was declared."""

    cases: Mapping[str, CaseFacts]
    events: Mapping[str, str]
    declared: Mapping[str, datetime]
