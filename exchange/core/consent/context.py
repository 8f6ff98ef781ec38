"""Disclosure context: who sends what to whom, for what, when, and on what basis."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from exchange.core.consent.clause import Recipient
from exchange.core.referral.referral import Referral
from exchange.core.vocabulary import Direction, PartnerKind, Power, Purpose, Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Statute:
    """A statutory power instead of consent, with what the sending hub must hold for it. Staff ids, never names.

    `refused` says that the person answered no to this recipient and purpose last: then the power is closed.
    """

    power: Power
    justification: str
    decided_by: str
    approved_by: str
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A statutory power as a recipient reads it in a packet: the sender answers for justification and four eyes."""

    power: Power


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """Between whom data goes, and what for: what a referral and every packet of it say alike, whichever way it goes."""

    hub: str
    recipient: Recipient
    purpose: Purpose


class PartnerFacts(Protocol):
    """What a context takes from a partner's own document, as the hub keeps it and as the partner itself reads it."""

    @property
    def kind(self) -> PartnerKind:
        """What kind of partner it is."""

    @property
    def bound_by_203(self) -> bool:
        """Whether § 203 StGB binds it to secrecy."""

    @property
    def sgb1_35(self) -> str:
        """The norm that makes it a body under § 35 SGB I; empty where it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureContext:
    """Who sends what to whom, for what, when, and on what basis.

    `hub` is the Jobcenter side's entity id, `recipient` the partner's service line: on the way back it is the one that
    speaks. `sgb1_35` says that § 35 SGB I binds the partner to social secrecy. `basis` is None for consent.
    """

    direction: Direction
    hub: str
    recipient: Recipient
    partner_kind: PartnerKind
    bound_by_203: bool
    service: Service
    purpose: Purpose
    at: datetime
    sgb1_35: bool = False
    basis: Statute | Claimed | None = None


def relation_of(referral: Referral, *, hub: str) -> Relation:
    """Say between whom a referral is and what for; a packet says it of itself."""
    recipient = Recipient(entity=referral.partner, service_line=referral.service_line)
    return Relation(hub=hub, recipient=recipient, purpose=referral.purpose)


def disclosure_context(
    relation: Relation,
    *,
    partner: PartnerFacts,
    service: Service,
    direction: Direction,
    at: datetime,
    basis: Statute | Claimed | None = None,
) -> DisclosureContext:
    """Make the context in which something goes one way between hub and partner: the same on either side."""
    return DisclosureContext(
        direction=direction,
        hub=relation.hub,
        recipient=relation.recipient,
        partner_kind=partner.kind,
        bound_by_203=partner.bound_by_203,
        sgb1_35=bool(partner.sgb1_35),
        service=service,
        purpose=relation.purpose,
        at=at,
        basis=basis,
    )
