"""Disclosure plan: what a packet would stand on: recipient, clauses, releases, annotated draft. Nothing is sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import schemas
from exchange.core.consent.answers import closes_statute, governing, stands
from exchange.core.consent.clause import Clause, Recipient, Release
from exchange.core.consent.consent import Consent, clauses_for, releases_for
from exchange.core.consent.context import DisclosureContext, Statute, disclosure_context, relation_of
from exchange.core.consent.field import ATTACHMENT, Enclosure, Field, Origins, covers, field_of, read, source_at
from exchange.core.packet.build import Built, Stopped, build
from exchange.core.packet.leave_out import completed, keep_back
from exchange.core.packet.packet import ENQUIRY_SCHEMA
from exchange.core.partner.partner import Partner, ServiceLine
from exchange.core.referral.referral import Draft, Referral
from exchange.core.verdict import Refused
from exchange.core.vocabulary import Direction, PacketKind, Power
from exchange.flows.documents import check_fit
from exchange.flows.packet.recipient import raise_if_not_bound
from exchange.flows.packet.sealed import check_sealed
from exchange.flows.refusals import recipient_gone
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

SCHEMA = "schema"
"""The reason where a form asks for what nobody wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A schema (`urn:geleit:schema:NAME:MAJOR`) and the profile that narrows it."""

    schema: str
    profile: Mapping[str, Any] = field(default_factory=dict)

    def problems(self, data: Mapping[str, Any]) -> Sequence[schemas.Problem]:
        """Every place where the data does not fit."""
        return schemas.validate(self.schema, data, profile=self.profile or None)


# Without slots: what is worked out of the draft is kept with it.
@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be packed for whom: the referral, its draft, the recipient, and what the person allows."""

    referral: Referral
    draft: Draft
    partner: Partner
    line: ServiceLine
    consent: Consent | None
    context: DisclosureContext
    clauses: tuple[Clause, ...]
    releases: tuple[Release, ...]

    @property
    def form(self) -> Form:
        """What the data has to fit."""
        return form_of(self.draft.kind, self.line)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every field of the draft, annotated. Of data that fits the form alone."""
        return annotated(self.draft.data, self.form, sources=self.draft.sources)


def form_of(kind: PacketKind, line: ServiceLine) -> Form:
    """The schema of a service line with its profile; an enquiry has a schema of its own, the same for every line."""
    if kind is PacketKind.ENQUIRY:
        return Form(schema=ENQUIRY_SCHEMA)
    return Form(schema=line.schema, profile=line.profile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What lets anything of a referral leave now, whatever it is: recipient, consent, and the context of the rules."""

    partner: Partner
    line: ServiceLine
    consent: Consent | None
    context: DisclosureContext


def plan_of(tx: Tx, referral: Referral, draft: Draft, *, hub: Hub, at: datetime) -> Plan:
    """Gather what a packet of this referral would stand on at this instant. Raises as `ground_of` does."""
    ground = ground_of(tx, referral, justification=draft.justification, hub=hub, at=at)
    consent, recipient = ground.consent, ground.context.recipient
    return Plan(
        referral=referral,
        draft=draft,
        partner=ground.partner,
        line=ground.line,
        consent=consent,
        context=ground.context,
        clauses=clauses_for(consent, recipient) if consent else (),
        releases=releases_for(consent, recipient) if consent else (),
    )


def ground_of(tx: Tx, referral: Referral, *, justification: str, hub: Hub, at: datetime) -> Ground:
    """Look at partner and consent as they are at this instant. `justification` is why a statutory power is used.

    Raises:
        NotCovered: the partner is not enrolled any more, or has no such service line (`recipient-gone`).
        RecipientChanged: the consent was given to another recipient than the partner is now.
    """
    partner = tx.partners.get(referral.partner)
    line = partner.line(referral.service_line) if partner else None
    if partner is None or line is None:
        raise recipient_gone()
    relation = relation_of(referral, hub=hub.origin)
    answers = tx.consents.of(referral.person)
    consent = _consent(referral, answers, at=at)
    if consent is not None:
        raise_if_not_bound(consent, partner, line)
    context = disclosure_context(
        relation,
        partner=partner,
        service=line.service,
        direction=Direction.OUT,
        at=at,
        basis=_statute(referral, justification, refused=closes_statute(answers, relation.recipient, relation.purpose)),
    )
    return Ground(partner=partner, line=line, consent=consent, context=context)


def construct(plan: Plan, *, kind: PacketKind) -> Built | Stopped:
    """Build data and manifest: the first of the four checks.

    Raises:
        SchemaInvalid: the data does not fit the service line as it is now; a renewed partner may have narrowed it.
        SealedPartUnfit: a sealed part could not be opened by the partner as it is now; a renewed one has other keys.
    """
    draft = plan.draft
    check_fit(draft.data, schema=plan.form.schema, profile=plan.form.profile, under="/data")
    fields, enclosures = plan.fields, enclosures_of(draft)
    kept = keep_back(draft.data, fields=fields, enclosures=enclosures, names=draft.leave_out)
    check_sealed(kept.data, kept.fields, to=plan.partner, place=lambda pointer: kept.origin.get(pointer, pointer))
    built = build(
        kept.data,
        fields=kept.fields,
        enclosures=kept.enclosures,
        context=plan.context,
        clauses=plan.clauses,
        releases=plan.releases,
        kind=kind,
    )
    return completed(built, kept)


def unfit(plan: Plan, built: Built | Stopped) -> Sequence[Refused]:
    """Where what is left does not fit the form, and why: something it needs stays, or `schema` where nothing does."""
    if isinstance(built, Stopped):
        return ()
    return [unfit_at(built, problem.pointer) for problem in plan.form.problems(built.data)]


def unfit_at(built: Built, pointer: str) -> Refused:
    """Why the form does not fit at a place."""
    # A section the partner requires may be gone because nothing in it is covered.
    stays = next((one for one in built.left_out if covers(pointer, one.pointer)), None)
    return Refused(reason=stays.reason, pointer=stays.pointer) if stays else Refused(reason=SCHEMA, pointer=pointer)


def annotated(data: Mapping[str, object], form: Form, *, sources: Mapping[str, str]) -> tuple[Field, ...]:
    """Annotate every field by schema and profile, with where its value comes from."""
    origins = Origins(sources)
    return tuple(
        field_of(one, _provenance(read(data, one.pointer)) if one.sealed else origins[one.pointer])
        for one in schemas.annotate(form.schema, data, profile=form.profile or None)
    )


def enclosures_of(draft: Draft) -> tuple[Enclosure, ...]:
    """The draft's attachments as the rules see them."""
    return tuple(
        Enclosure(
            id=one.id,
            name=one.name,
            category=one.category,
            source=source_at(ATTACHMENT + one.id, draft.sources),
        )
        for one in draft.attachments
    )


def _provenance(part: object) -> str:
    """Where a sealed part says it comes from."""
    return str(part["provenance"]) if isinstance(part, dict) else ""


def _consent(referral: Referral, answers: Sequence[Consent], *, at: datetime) -> Consent | None:
    """The yes that governs what is sent now; where none has begun, the referral's own, whose windows say why not."""
    if referral.power:
        return None
    recipient = Recipient(entity=referral.partner, service_line=referral.service_line)
    governs = governing(answers, recipient, referral.purpose, direction=Direction.OUT, at=at)
    own = next((one for one in answers if one.id == referral.consent), None)
    if governs is None and own is not None and stands(own, answers, recipient, referral.purpose):
        return own
    return governs


def _statute(referral: Referral, justification: str, *, refused: bool) -> Statute | None:
    if not referral.power:
        return None
    return Statute(
        power=Power(referral.power),
        justification=justification,
        decided_by=referral.created_by,
        approved_by=referral.approved_by,
        refused=refused,
    )
