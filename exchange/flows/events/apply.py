"""Event handlers: what a partner's event does.

A technical receipt, a business step, a question, feedback, an answer to a stop.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import schemas
from exchange.core.consent.field import Field
from exchange.core.delivery.status import deliver_step, way_to_received
from exchange.core.errors import Malformed, NotAnId
from exchange.core.events.event import STATES, TECHNICAL
from exchange.core.events.feedback import Message, read_feedback
from exchange.core.evidence.entry import EntryType
from exchange.core.packet.packet import FileRef
from exchange.core.referral.state_machine import Transition
from exchange.core.referral.transitions import OPEN
from exchange.core.referral.work_item import WorkItem, confirmed
from exchange.core.verdict import Granted, Refused, Verdict
from exchange.core.vocabulary import TERMINAL, Actor, Category, Delivery, State
from exchange.flows.append_entry import append_entry
from exchange.flows.delivery.fetch import record_hand_over
from exchange.flows.events.arrival import ReceivedEvent
from exchange.flows.events.permission import FeedbackPermission, feedback_permission
from exchange.flows.events.requested_step import QUESTION, malformed, said, step_of
from exchange.flows.referral.stop import set_delivery, take_back
from exchange.flows.referral.transition import apply_transition, decide_transition, move_to_external, save
from exchange.flows.referral.worklist import note_refusal, put_on_list, take_off_list
from exchange.ports.hub import Hub

FEEDBACK_SCHEMA = "urn:geleit:schema:feedback:1"
BEFORE_OPENING = (TECHNICAL | {"withdrawal-answered"}) - {"received"}
"""Events a partner may send about a packet it never opened: it can stop what it cannot read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PermittedEvent(ReceivedEvent):
    """An event being heard, with what the person lets come back."""

    permission: FeedbackPermission


def apply_event(arrival: ReceivedEvent) -> Verdict:
    """Let an event have its effect, or say why it has none. Consent is checked before anything is written."""
    event = arrival.event
    if event.name not in BEFORE_OPENING and event.seq is None:
        return Refused("not-opened")
    wrong = malformed(arrival.event.name, arrival.event.members)
    if wrong is not None:  # a refusal is falsy
        return wrong
    permitted = _permitted(arrival)
    special: Mapping[str, Callable[[PermittedEvent], Verdict]] = {
        "received": _received,
        "unreadable": _unreadable,
        "erased": _noted,
        "feedback": _feedback,
        "withdrawal-answered": _withdrawal_answered,
    }
    if event.name in special:
        return special[event.name](permitted)
    return _business(permitted) if event.name in STATES | {QUESTION} else Refused("unknown-event")


def may_come_in(arrival: ReceivedEvent) -> Verdict:
    """Say whether the person lets an event come in at all; whether its step is legal is asked at its turn."""
    wrong = malformed(arrival.event.name, arrival.event.members)
    if wrong is not None:
        return wrong
    event, permission = arrival.event, _permitted(arrival).permission
    if event.name == "feedback":
        covered = _covered(permission, event.members)
        return covered if isinstance(covered, Refused) else Granted()
    return permission.covers(event.name, said(event.name, event.members))


def _permitted(arrival: ReceivedEvent) -> PermittedEvent:
    permission = feedback_permission(arrival.tx, arrival.referral, hub=arrival.hub, at=arrival.at)
    return PermittedEvent(**{one.name: getattr(arrival, one.name) for one in fields(arrival)}, permission=permission)


def _received(permitted: PermittedEvent) -> Verdict:
    missing = way_to_received(permitted.packet.delivery)
    if not missing:
        return Refused("illegal-step")
    referral, packet = permitted.referral, permitted.packet
    if Delivery.HANDED_OVER in missing:
        # The answer to the hand-over was lost: it is made up for whole, with the person's disclosure.
        referral, packet = record_hand_over(permitted.tx, referral, packet, hub=permitted.hub, at=permitted.at)
    referral = set_delivery(permitted.tx, referral, packet, Delivery.RECEIVED, hub=permitted.hub, at=permitted.at)
    referral = save(permitted.tx, confirmed(referral, policy=permitted.hub.policy))
    move_to_external(permitted.tx, referral, hub=permitted.hub, at=permitted.at)
    return Granted()


def _unreadable(permitted: PermittedEvent) -> Verdict:
    verdict = deliver_step(permitted.packet.delivery, to=Delivery.UNREADABLE, by=Actor.PARTNER)
    if not verdict:
        return verdict
    referral = set_delivery(
        permitted.tx, permitted.referral, permitted.packet, Delivery.UNREADABLE, hub=permitted.hub, at=permitted.at
    )
    if referral.state not in TERMINAL:
        # Somebody has to look at it now, whatever else was due.
        put_on_list(permitted.tx, referral, WorkItem.UNREADABLE, hub=permitted.hub, at=permitted.at)
    return Granted()


def _noted(_: PermittedEvent) -> Verdict:
    return Granted()


def _business(permitted: PermittedEvent) -> Verdict:
    event = permitted.event
    covered = permitted.permission.covers(event.name, said(event.name, event.members))
    if not covered:
        return covered
    transition = step_of(event.name, event.members, at=permitted.at)
    if isinstance(transition, Refused):
        return transition
    if event.name == QUESTION and permitted.referral.state in OPEN:
        return _message(permitted, transition.categories)
    return _step(permitted, replace(transition, seen_version=event.version))


def _step(permitted: PermittedEvent, transition: Transition) -> Verdict:
    known = {"askable": permitted.permission.askable}
    verdict = decide_transition(permitted.tx, permitted.referral, transition, hub=permitted.hub, known=known)
    if not verdict:
        return verdict
    moved = apply_transition(
        permitted.tx, permitted.referral, transition, hub=permitted.hub, who=permitted.packet.partner
    )
    if moved.state in TERMINAL:
        # What is still on its way has no purpose any more.
        ended = take_back(permitted.tx, moved, hub=permitted.hub, at=permitted.at)
        note_refusal(permitted.tx, ended, hub=permitted.hub, at=permitted.at)
    else:
        move_to_external(permitted.tx, moved, hub=permitted.hub, at=permitted.at)
    return Granted()


def _message(permitted: PermittedEvent, asked: frozenset[Category]) -> Verdict:
    """A question after acceptance is a message and changes no state (domain section 6); somebody has to answer it."""
    if not asked <= permitted.permission.askable:
        return Refused("beyond-consent")
    put_on_list(permitted.tx, permitted.referral, WorkItem.QUESTION, hub=permitted.hub, at=permitted.at)
    return Granted()


def _feedback(permitted: PermittedEvent) -> Verdict:
    if permitted.referral.state in TERMINAL - {State.COMPLETED, State.ENDED_EARLY}:
        return Refused("terminal")
    message = _covered(permitted.permission, permitted.event.members)
    if isinstance(message, Refused):
        return message
    if not all(_is_here(ref, hub=permitted.hub) for ref in message.attachments):
        return Refused("blob-missing", pointer="/attachments")
    permitted.tx.uploads.named(ref.sha256 for ref in message.attachments)
    record = {"event": "feedback", "categories": sorted({c for row in message.manifest for c in row.categories})}
    append_entry(
        permitted.tx, EntryType.FEEDBACK, record, hub=permitted.hub, at=permitted.at, person=permitted.referral.person
    )
    return Granted()


def _covered(permission: FeedbackPermission, members: Mapping[str, Any]) -> Message | Refused:
    """Read a feedback message that the person lets come in, whole, or say what is beyond."""
    try:
        message = read_feedback(members)
    except Malformed as error:
        return Refused("malformed", pointer=error.pointer)
    wrong = _not_feedback(message.schema, message.data)
    if wrong is not None:
        return wrong
    annotated = tuple(
        Field(pointer=one.pointer, categories=one.categories, sealed=one.sealed, sources=one.sources)
        for one in schemas.annotate("feedback", message.data)
    )
    verdict = permission.covers_feedback(message, fields=annotated)
    if not isinstance(verdict, Refused):
        return message
    # A row may name any place at all; what comes back are places of the document that passed its schema.
    known = {one.pointer for one in annotated}
    return replace(verdict, pointer=f"/data{verdict.pointer}" if verdict.pointer in known else "/manifest")


def _not_feedback(schema: str, data: Mapping[str, Any]) -> Refused | None:
    if schema != FEEDBACK_SCHEMA:
        return Refused("schema-invalid", pointer="/schema")
    problems = schemas.validate("feedback", data)
    return Refused("schema-invalid", pointer=f"/data{problems[0].pointer}") if problems else None


def _is_here(ref: FileRef, *, hub: Hub) -> bool:
    try:
        return hub.blobs.size(ref.sha256) == ref.sealed_length
    except NotAnId:
        return False


def _withdrawal_answered(permitted: PermittedEvent) -> Verdict:
    if permitted.referral.state not in TERMINAL:
        return Refused("illegal-step")
    take_off_list(permitted.tx, permitted.referral, WorkItem.WITHDRAWAL_UNANSWERED, hub=permitted.hub)
    return Granted()
