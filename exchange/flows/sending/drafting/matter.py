"""New matter: who a referral is between, the consent it would stand on, and that its data fits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exchange.core.consent.answers import governing
from exchange.core.consent.clause import Recipient
from exchange.core.consent.consent import Consent
from exchange.core.errors import CONSENT, NotFound, PartnerSuspended, PartnerUnknown, SchemaInvalid
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.partner.partner import Partner, PartnerStatus, ServiceLine
from exchange.core.referral.referral import Person, Referral
from exchange.core.said import one_of
from exchange.core.vocabulary import Direction, PacketKind, Power, Purpose, State, Urgency
from exchange.flows.documents import check_fit
from exchange.flows.packet.plan import annotated, form_of
from exchange.flows.packet.sealed import check_sealed
from exchange.flows.partner.known import NO_LINE, partner_unknown
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

DRAFTED = frozenset({State.DRAFT, State.AWAITING_CONSENT})
"""The states of a draft: nothing of it has left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Who a new referral is between, and on whose word."""

    person: Person
    partner: Partner
    line: ServiceLine
    consent: Consent | None
    writer: str


def recipient_of(tx: Tx, named: Mapping[str, str]) -> tuple[Partner, ServiceLine]:
    """Find the partner and service line a document names.

    Raises:
        PartnerUnknown: there is no such partner or service line.
        PartnerSuspended: the partner is suspended.
    """
    partner = tx.partners.get(named["partner"])
    if partner is None:
        raise partner_unknown(tx, named["partner"], where="/recipient/partner")
    line = partner.line(named["service_line"])
    if line is None:
        form = one_of([one.id for one in partner.lines], typed=named["service_line"])
        raise PartnerUnknown(pointer="/recipient").saying(what=NO_LINE, where="/recipient/service_line", form=form)
    if partner.standing is not PartnerStatus.ACTIVE:
        raise PartnerSuspended(partner.entity, pointer="/recipient")
    return partner, line


def check_data(read: Mapping[str, Any], partner: Partner, line: ServiceLine, *, kind: PacketKind) -> None:
    """Refuse data that does not fit the service line, or the form of an enquiry.

    Raises:
        SchemaInvalid: `pointer` names the first place that does not fit.
        SealedPartUnfit: a sealed part in it is none the partner could open.
    """
    if read["service"] != line.service.value:
        raise SchemaInvalid("service", pointer="/service").saying(form=one_of([line.service.value]))
    form = form_of(kind, line)
    check_fit(read["data"], schema=form.schema, profile=form.profile, under="/data")
    check_sealed(read["data"], annotated(read["data"], form, sources={}), to=partner)


def consent_named(
    tx: Tx, read: Mapping[str, Any], person: Person, recipient: Recipient, *, at: datetime
) -> Consent | None:
    """The consent the document names, else the yes that governs what goes to this recipient for this purpose."""
    if read.get("power"):
        return None
    named = read.get("consent")
    if named:
        consent = tx.consents.get(named)
        if consent is None or consent.person != person.id:
            raise NotFound(named, kind=CONSENT, pointer="/consent")
        return consent
    return fitting_consent(tx, person.id, recipient, Purpose(read["purpose"]), at=at)


def fitting_consent(tx: Tx, person_id: str, recipient: Recipient, purpose: Purpose, *, at: datetime) -> Consent | None:
    """Find the yes of a person that decides what goes to this recipient for this purpose now."""
    return governing(tx.consents.of(person_id), recipient, purpose, direction=Direction.OUT, at=at)


def matter_of(read: Mapping[str, Any], parties: Parties, *, hub: Hub, at: datetime) -> Referral:
    """The referral of a document of schema `refer`, as a draft of whoever writes it."""
    consent = parties.consent
    return Referral(
        id=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)),
        person=parties.person.id,
        partner=parties.partner.entity,
        service_line=parties.line.id,
        service=parties.line.service,
        purpose=Purpose(read["purpose"]),
        urgency=Urgency(read.get("urgency", Urgency.NORMAL)),
        state=State.DRAFT,
        version=1,
        consent=consent.id if consent else None,
        power=Power(read["power"]).value if read.get("power") else "",
        feedback_level=consent.feedback_level if consent else 0,
        no_show=consent.no_show if consent else False,
        owner=parties.writer,
        created_by=parties.writer,
        approved_by="",
        created_at=at,
        state_since=at,
    )
