"""Dry run: shows what would leave, what stays and why, before anything is sent; the same that the packet then has."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from exchange.core.consent.clause import Recipient
from exchange.core.consent.field import ATTACHMENT
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.packet.build import Built, Stopped
from exchange.core.packet.file_name import read_file_name
from exchange.core.packet.leave_out import NothingOfThisName, places_of
from exchange.core.packet.preview import Preview, preview
from exchange.core.referral.referral import Attachment, Draft, Person, Referral
from exchange.core.staff.staff import Staff
from exchange.core.typed_key import PersonAmbiguous, read_typed_key
from exchange.core.vocabulary import Category, PacketKind
from exchange.flows.append_entry import append_entry
from exchange.flows.packet.digest import preview_digest
from exchange.flows.packet.plan import Plan, construct, enclosures_of, plan_of, unfit
from exchange.flows.plan.name_step import name_step
from exchange.flows.sending.drafting.draft import REFERENCE, File, check_files, read_draft
from exchange.flows.sending.drafting.matter import Parties, check_data, consent_named, matter_of, recipient_of
from exchange.flows.staff.access import assigned_draft
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_SOMEBODY = "second person"
"""No id of anybody: ids have no blanks."""


def check_document(document: bytes, *, files: Sequence[File], by: Principal, hub: Hub) -> Preview:
    """Show what a document of schema `refer` with these files would send. Nothing of it is kept; the look is noted.

    Raises:
        Malformed, SchemaInvalid, TooLarge, AttachmentRefused: it could not even be a draft.
        NotAKey, PersonAmbiguous: the reference is no key, or several persons are kept under spellings of it.
        PartnerUnknown, PartnerSuspended, NotFound: the recipient, or the consent named.
        NothingOfThisName: what is to be left out is not in it.
        StepMissing, PlanUnfit: the step of the plan is missing, or there is none of this number.
        WrongPassphrase, Forbidden: the caseworker is not proven.
    """
    at, known, read = hub.clock.now(), authenticate(by, hub=hub), read_draft(document)
    check_files(files, hub=hub)
    with hub.store.shared() as tx:
        plan = plan_of_document(tx, read, files, writer=authorize(known, tx=tx, roles=SENDERS), hub=hub, at=at)
        return previewed(plan, construct(plan, kind=plan.draft.kind))


def plan_of_document(
    tx: Tx, read: Mapping[str, Any], files: Sequence[File], *, writer: Staff, hub: Hub, at: datetime
) -> Plan:
    """What a packet of a document would stand on, if it were a draft. The look is noted, where somebody is looked at.

    Raises:
        As `check_document`.
    """
    kind = PacketKind(read.get("kind", PacketKind.REQUEST))
    partner, line = recipient_of(tx, read["recipient"])
    check_data(read, partner, line, kind=kind)
    person = _person(tx, read, hub=hub, at=at)
    name_step(tx, person.id, read.get("step"), policy=hub.policy)
    recipient = Recipient(entity=partner.entity, service_line=line.id)
    consent = consent_named(tx, read, person, recipient, at=at)
    parties = Parties(person=person, partner=partner, line=line, consent=consent, writer=writer.id)
    draft = _unsealed(read, files, hub=hub, at=at)
    plan = plan_of(tx, as_by_two(matter_of(read, parties, hub=hub, at=at)), draft, hub=hub, at=at)
    raise_if_nothing(draft.leave_out, plan)
    if tx.people.get(person.id):
        record = {"by": writer.id, "what": "check", "partner": partner.entity}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=person.id)
    return plan


def check_referral(referral_id: str, *, leave_out: Sequence[str] | None, by: Principal, hub: Hub) -> Preview:
    """Show what a draft would send; `leave_out` is what is to stay, None for what the draft says. The look is noted.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        NotCovered: the partner is gone; SchemaInvalid: it takes another form by now.
        NothingOfThisName: what is to be left out is not in it.
        WrongPassphrase, Forbidden: who looks is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        looker = authorize(known, tx=tx, roles=SENDERS)
        referral, draft = assigned_draft(tx, referral_id, to=looker, at=at)
        shown = leaving_out(draft, leave_out)
        found = preview_of(tx, referral, shown, hub=hub, at=at)
        record = {"referral": referral.id, "by": looker.id, "what": "check"}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=referral.person)
        return found


def preview_of(tx: Tx, referral: Referral, draft: Draft, *, hub: Hub, at: datetime) -> Preview:
    """What a draft would send now, on the yes that governs by then.

    Raises:
        NotCovered, SchemaInvalid, NothingOfThisName: as above.
    """
    plan = plan_of(tx, as_by_two(referral), draft, hub=hub, at=at)
    raise_if_nothing(draft.leave_out, plan)
    built = construct(plan, kind=plan.draft.kind)
    found = previewed(plan, built)
    return replace(found, digest=preview_digest(plan, built)) if isinstance(built, Built) else found


def as_by_two(referral: Referral) -> Referral:
    """The referral as if a second person had agreed: that nobody has yet is said by the release, which asks for one."""
    return referral if referral.approved_by else replace(referral, approved_by=_SOMEBODY)


def previewed(plan: Plan, built: Built | Stopped) -> Preview:
    """What was built of a plan, in names people know."""
    return preview(built, plan.draft, unfit=unfit(plan, built))


def leaving_out(draft: Draft, names: Sequence[str] | None) -> Draft:
    """The draft with what is to stay, said anew; None leaves what it says."""
    return draft if names is None else replace(draft, leave_out=tuple(dict.fromkeys(names)))


def raise_if_nothing(names: Iterable[str], plan: Plan) -> None:
    """Refuse a name that nothing in the draft goes by: a slip of the pen must not let a file go.

    Raises:
        NothingOfThisName: `pointer` says which of the names.
    """
    fields = plan.fields
    enclosures = enclosures_of(plan.draft)
    for index, name in enumerate(names):
        if not places_of(name, fields=fields, enclosures=enclosures):
            raise NothingOfThisName(pointer=f"/leave_out/{index}")


def _person(tx: Tx, read: Mapping[str, Any], *, hub: Hub, at: datetime) -> Person:
    """The person a document names; of one nobody knows yet nothing is kept."""
    key = read_typed_key(read["person"]["reference"], pointer=REFERENCE)
    found = tx.people.named(key)
    if len(found) > 1:
        raise PersonAmbiguous(pointer=REFERENCE)
    unknown = Person(id=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)), reference=key, since=at)
    return found[0] if found else unknown


def _unsealed(read: Mapping[str, Any], files: Sequence[File], *, hub: Hub, at: datetime) -> Draft:
    """The draft a document would become; its files are named and not read."""
    attachments = tuple(_named(file, hub=hub, at=at) for file in files)
    given = {ATTACHMENT + one.id: file.provenance for file, one in zip(files, attachments, strict=True)}
    return Draft(
        packet="",
        reason=read["reason"],
        data=read["data"],
        sources={**read.get("sources", {}), **given},
        attachments=attachments,
        justification=read.get("justification", ""),
        kind=PacketKind(read.get("kind", PacketKind.REQUEST)),
        leave_out=tuple(dict.fromkeys(read.get("leave_out", ()))),
    )


def _named(file: File, *, hub: Hub, at: datetime) -> Attachment:
    return Attachment(
        id=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)),
        name=read_file_name(file.name),
        media_type=file.media_type,
        category=Category(file.category),
        scan=file.scan,
        length=file.length,
        sealed_length=0,
        sha256="",
        key="",
    )
