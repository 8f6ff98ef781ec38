"""Release: a draft is sent; everything is checked again, a second person looks where one must."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from exchange.core.errors import FourEyes, NotTrained, StaleVersion
from exchange.core.evidence.entry import EntryType
from exchange.core.packet.build import Built, Stopped
from exchange.core.packet.leave_out import raise_if_unsaid
from exchange.core.packet.preview import Item, preview
from exchange.core.referral.finding import Confirmed
from exchange.core.referral.referral import Draft, Referral, also_written_by, writers_of
from exchange.core.referral.state_machine import Transition
from exchange.core.staff.staff import Staff
from exchange.core.verdict import Refused, Verdict
from exchange.core.vocabulary import Actor, Delivery, State
from exchange.flows.append_entry import append_entry
from exchange.flows.compliance.rulebook import rulebook
from exchange.flows.consent.known_person import raise_if_ambiguous
from exchange.flows.documents import check_fit
from exchange.flows.packet.digest import preview_digest
from exchange.flows.packet.gate import judged_packet
from exchange.flows.packet.pack import Packed, pack
from exchange.flows.packet.plan import Plan, construct, plan_of
from exchange.flows.referral.send_event import AVAILABLE, fetches, send_event
from exchange.flows.referral.stop import note_delivery
from exchange.flows.referral.transition import apply_transition, decide_transition, save, take_transition
from exchange.flows.refusals import raise_if_refused, withheld
from exchange.flows.sending.approving.approval import approval_of, approver_of, categories_leaving
from exchange.flows.sending.approving.check import leaving_out, raise_if_nothing
from exchange.flows.sending.approving.release_facts import raise_if_unfit, release_facts
from exchange.flows.sending.drafting.renew import on_a_standing_consent, under_a_new_id
from exchange.flows.sending.drafting.review import note_confirmed, of_these_detectors, reviewed
from exchange.flows.staff.access import assigned, assigned_draft, second_of
from exchange.flows.staff.authenticate import (
    SENDERS,
    Authenticated,
    Credentials,
    Principal,
    authenticate,
    authenticate_second,
    authorize,
)
from exchange.flows.staff.trainings import missing_training
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A referral on its way: the referral, and what stayed here (pointer, reason); `stays` has files by their names."""

    referral: Referral
    left_out: tuple[tuple[str, str], ...]
    suite: str
    stays: tuple[Item, ...] = ()


def release_and_send(
    referral_id: str,
    *,
    by: Principal,
    approve_by: Credentials | None,
    hub: Hub,
    leave_out: Sequence[str] | None = None,
    confirmed: Confirmed = (),
    seen: str = "",
) -> Sent:
    """Release a draft and send it, in one transaction: nothing is ever half released.

    `leave_out` names what stays here on purpose; None leaves what the draft says. `confirmed` is what a person
    looked at and lets stand, of a draft that other detectors looked through, or none. `seen` is the digest of the
    preview somebody decided on (`preview_packet`); empty where nobody looked at one.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        NotCovered: consent does not cover a required field; `pointer` and `detail` say which and why.
        StaysBehind: something else of the draft cannot go; NothingOfThisName: what is to stay is not in it.
        SchemaInvalid, AttachmentRefused, Duplicate, NotTrained, FourEyes: what a release asks and is not so.
        PersonAmbiguous: several persons are kept under spellings of the person's reference.
        FindingsUnconfirmed: it holds what nobody has looked at yet.
        StaleVersion: what would leave is not what was seen.
        IllegalStep: it is not a draft; PartnerSuspended, KeyUnusable: the partner may not or cannot receive.
        WrongPassphrase, Forbidden: the people are not proven.
    """
    known, other = authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    asked = _Asked(leave_out=leave_out, confirmed=confirmed, seen=seen)
    return hub.store.attempt(lambda tx: _released(tx, referral_id, asked, people=(known, other), hub=hub))


def request_consent(referral_id: str, *, by: Principal, hub: Hub) -> Referral:
    """Note that a draft waits for the person's consent.

    Raises:
        NotFound, IllegalStep, WrongPassphrase, Forbidden: as above.
    """
    at = hub.clock.now()
    known = authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        writer = authorize(known, tx=tx, roles=SENDERS)
        referral = assigned(tx, referral_id, to=writer, at=at)
        transition = Transition(to=State.AWAITING_CONSENT, by=Actor.CASEWORKER, at=at)
        return take_transition(tx, referral, transition, hub=hub, who=writer.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """How somebody wants a draft released."""

    leave_out: Sequence[str] | None
    confirmed: Confirmed
    seen: str


def _released(
    tx: Tx, referral_id: str, asked: _Asked, *, people: tuple[Authenticated, Authenticated | None], hub: Hub
) -> Sent:
    at, (known, other) = hub.clock.now(), people
    sender = authorize(known, tx=tx, roles=SENDERS)
    referral, draft = assigned_draft(tx, referral_id, to=sender, at=at)
    raise_if_ambiguous(tx, referral.person)
    referral = on_a_standing_consent(tx, referral, at=at)
    draft = _leaving_out(tx, referral, draft, asked.leave_out)
    draft = under_a_new_id(tx, referral, draft, hub=hub, at=at)
    draft = _looked_at(tx, referral, draft, asked.confirmed, by=sender.id, hub=hub)
    second = _second(tx, other, referral, draft, sender=sender, at=at)
    referral, draft = _signed_off(tx, referral, draft, sender=sender, second=second)
    plan = plan_of(tx, referral, draft, hub=hub, at=at)
    raise_if_nothing(draft.leave_out, plan)
    built = construct(plan, kind=draft.kind)
    # Who approves has seen what leaves: they need the training as much as who sends.
    lack = missing_training(tx, (sender, second), categories=categories_leaving(plan, built), at=at)
    facts = release_facts(tx, plan, built, lack=lack, second=second, hub=hub)
    transition = Transition(to=State.RELEASED, by=Actor.CASEWORKER, at=at)
    verdict = decide_transition(tx, referral, transition, hub=hub, known=facts)
    named = tx.consents.get(referral.consent) if referral.consent else None
    _raise_if_not_released(verdict, replace(plan, consent=plan.consent or named), built, lack=lack)
    if isinstance(built, Built):
        raise_if_unsaid(built, files={one.id: one.name for one in draft.attachments})
        _raise_if_not_seen(asked.seen, plan, built)
    referral = apply_transition(tx, referral, transition, hub=hub, who=sender.id)
    sent = send(tx, replace(plan, referral=referral), built, hub=hub)
    return replace(sent, stays=preview(built, draft, unfit=()).stays)


def send(tx: Tx, plan: Plan, built: Built | Stopped, *, hub: Hub) -> Sent:
    """Seal the packet and queue it: packet, state, leaf and outbox row belong to the caller's transaction."""
    at = plan.context.at
    packed = pack(tx, plan, built, kind=plan.draft.kind, hub=hub)
    queued = queue(tx, plan.referral, packed, hub=hub, at=at)
    transition = Transition(to=State.SENT, by=Actor.HUB, at=at)
    known = {"rows_permitted": True, "sealed_and_queued": True}
    moved = take_transition(tx, queued, transition, hub=hub, who="", known=known)
    return Sent(referral=moved, left_out=packed.left_out, suite=packed.suite)


def queue(tx: Tx, referral: Referral, packed: Packed, *, hub: Hub, at: datetime) -> Referral:
    """Keep a sealed packet, announce it, and make it the one in force, approved by whoever approved this one.

    Raises:
        RuleFailed: a rule of the house that is armed stops it.
    """
    lies_ready = fetches(tx, packed.stored.partner, hub=hub)
    delivery = Delivery.SENDING if lies_ready else Delivery.QUEUED
    stored = replace(packed.stored, delivery=delivery)
    record: dict[str, Any] = {
        "packet": stored.id,
        "referral": stored.referral,
        "partner": stored.partner,
        "jwe_sha256": stored.jwe_sha256,
        "suite": packed.suite,
        "consent": stored.consent,
        "dir_age": 0,
        **packed.under,
        "rulebook_sha256": rulebook().sha256,
    }
    about = replace(referral, packet=stored.id, approved_by=packed.approved_by)
    record["findings"] = list(judged_packet(tx, about, packed, sealed=record, hub=hub, at=at))
    tx.referrals.add_packet(stored)
    append_entry(tx, EntryType.PACKET_SEALED, record, hub=hub, at=at, person=stored.person)
    if lies_ready:
        note_delivery(tx, packed.stored, delivery, hub=hub, at=at)
    referral = save(tx, replace(referral, packet=stored.id, delivery=delivery, approved_by=packed.approved_by))
    members = {"packet_id": stored.id, "jwe_sha256": stored.jwe_sha256, "size": len(stored.parcel)}
    # `packet-available` speaks of a packet the partner has not opened: it is outside the thread.
    send_event(tx, replace(referral, received=False), stored, AVAILABLE, members=members, hub=hub, at=at)
    return referral


def _leaving_out(tx: Tx, referral: Referral, draft: Draft, names: Sequence[str] | None) -> Draft:
    """Keep what is to stay with the draft: what is sent once more later leaves it out too."""
    shown = leaving_out(draft, names)
    if shown != draft:
        tx.referrals.put_draft(referral.id, shown)
    return shown


def _looked_at(tx: Tx, referral: Referral, draft: Draft, confirmed: Confirmed, *, by: str, hub: Hub) -> Draft:
    """The draft with a verdict of the detectors as they are: each change of a draft has made one, so most have it."""
    if of_these_detectors(draft):
        return draft
    at = hub.clock.now()
    plan = plan_of(tx, referral, draft, hub=hub, at=at)
    check_fit(draft.data, schema=plan.form.schema, profile=plan.form.profile, under="/data")
    looked_at = reviewed(draft, plan.form, said=confirmed, by=by)
    tx.referrals.put_draft(referral.id, looked_at)
    note_confirmed(tx, referral, looked_at, before=draft, hub=hub, at=at)
    return looked_at


def _raise_if_not_released(verdict: Verdict, plan: Plan, built: Built | Stopped, *, lack: str) -> None:
    """A missing permission names its field and its rule, not only that there is one; so does a missing field.

    Raises:
        NotCovered: if that is what is missing.
        SchemaInvalid: if the data do not fit for another reason; else the error of the guard that failed.
    """
    reason = verdict.reason if isinstance(verdict, Refused) else ""
    if reason == "not-permitted" and isinstance(built, Stopped):
        raise withheld(built.refusals[0], consent=plan.consent)
    if reason == "schema" and isinstance(built, Built):
        raise_if_unfit(plan, built)
    if reason == "not-trained":
        raise NotTrained(lack)
    raise_if_refused(verdict, of=plan.referral)


def _raise_if_not_seen(seen: str, plan: Plan, built: Built) -> None:
    if seen and preview_digest(plan, built) != seen:
        raise StaleVersion(plan.referral.id, pointer="/seen")


def _second(
    tx: Tx, known: Authenticated | None, referral: Referral, draft: Draft, *, sender: Staff, at: datetime
) -> Staff | None:
    """The second person, who is neither the sender nor one of those who wrote the draft: now, or by an approval."""
    wrote = writers_of(referral, draft)
    if known is None:
        return approver_of(tx, referral, draft, sender=sender, barred=wrote | {sender.id}, at=at)
    second = second_of(known, tx=tx, referral=referral, first=sender, at=at)
    if second.id in wrote:
        raise FourEyes(second.id)
    return second


def _signed_off(
    tx: Tx, referral: Referral, draft: Draft, *, sender: Staff, second: Staff | None
) -> tuple[Referral, Draft]:
    """Keep who approved what, and that the sender is one of its writers. Nobody is named who did not see it."""
    approval = approval_of(tx, referral, draft, by=second.id) if second else None
    signed = replace(also_written_by(draft, referral, sender.id), approved=approval)
    if signed.approved != draft.approved or writers_of(referral, signed) != writers_of(referral, draft):
        tx.referrals.put_draft(referral.id, signed)
        draft = signed
    named = second.id if second else ""
    return (referral if referral.approved_by == named else save(tx, replace(referral, approved_by=named))), draft
