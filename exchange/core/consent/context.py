"""Disclosure context: who sends what to whom, for what, when, and on what basis."""

from dataclasses import dataclass, field
from datetime import datetime

from exchange.core.consent.clause import Recipient
from exchange.core.vocabulary import Direction, PartnerKind, Power, Purpose, Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Statute:
    """A statutory power instead of consent, with what the sending hub must hold for it. Staff ids, never names."""

    power: Power
    justification: str
    decided_by: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A statutory power as a recipient reads it in a packet: the sender answers for justification and four eyes."""

    power: Power


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureContext:
    """Who sends what to whom, for what, when, and on what basis.

    `hub` is the Jobcenter side's entity id, `recipient` the partner's service line: on the way back it is the one that
    speaks. `basis` is None for consent. `refuses` are pointers at or below which the partner's profile takes nothing.
    """

    direction: Direction
    hub: str
    recipient: Recipient
    partner_kind: PartnerKind
    bound_by_203: bool
    service: Service
    purpose: Purpose
    at: datetime
    basis: Statute | Claimed | None = None
    refuses: frozenset[str] = field(default_factory=frozenset)
