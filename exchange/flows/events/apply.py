"""What a partner's event does: the technical receipt, a business step, a question, feedback, an answer to a stop."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import schemas
from exchange.core.consent.field import Field
from exchange.core.delivery.status import deliver_step, way_to_received
from exchange.core.errors import Malformed, NotAnId
from exchange.core.events.event import STATES, TECHNICAL
from exchange.core.events.feedback import check_feedback, read_feedback
from exchange.core.evidence.entry import EntryType
from exchange.core.packet.packet import FileRef
from exchange.core.reasons import WithdrawalResult
from exchange.core.referral.state_machine import Move
from exchange.core.referral.transitions import OPEN
from exchange.core.referral.work_item import WorkItem
from exchange.core.verdict import Granted, Refused, Verdict
from exchange.core.vocabulary import TERMINAL, Actor, Category, Delivery, State
from exchange.flows.append_entry import note
from exchange.flows.delivery.fetch import record_hand_over
from exchange.flows.events.arrival import Arrival
from exchange.flows.events.permission import WayBack, way_back
from exchange.flows.events.requested_step import QUESTION, malformed, said, step_of
from exchange.flows.referral.stop import set_delivery, take_back
from exchange.flows.referral.transition import judge, keep, leave_to_others, take
from exchange.flows.referral.worklist import put_on_list
from exchange.ports.hub import Hub

FEEDBACK_SCHEMA = "urn:geleit:schema:feedback:1"
BEFORE_OPENING = (TECHNICAL | {"withdrawal-answered"}) - {"received"}
"""Events a partner may send about a packet it never opened: it can stop what it cannot read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing(Arrival):
    """An event being heard, with what the person lets come back."""

    way: WayBack


def heed(arrival: Arrival) -> Verdict:
    """Let an event have its effect, or say why it has none. Consent is checked before anything is written."""
    event = arrival.event
    if event.name not in BEFORE_OPENING and event.seq is None:
        return Refused("not-opened")
    wrong = malformed(event.name, event.members)
    if wrong is not None:  # a refusal is falsy
        return wrong
    hearing = _hearing(arrival)
    special: Mapping[str, Callable[[Hearing], Verdict]] = {
        "received": _received,
        "unreadable": _unreadable,
        "erased": _noted,
        "feedback": _feedback,
        "withdrawal-answered": _withdrawal_answered,
    }
    if event.name in special:
        return special[event.name](hearing)
    return _business(hearing) if event.name in STATES | {QUESTION} else Refused("unknown-event")


def _hearing(arrival: Arrival) -> Hearing:
    way = way_back(arrival.tx, arrival.referral, hub=arrival.hub, at=arrival.at)
    return Hearing(**{one.name: getattr(arrival, one.name) for one in fields(arrival)}, way=way)


def _received(hearing: Hearing) -> Verdict:
    missing = way_to_received(hearing.packet.delivery)
    if not missing:
        return Refused("illegal-step")
    referral, packet = hearing.referral, hearing.packet
    if Delivery.HANDED_OVER in missing:
        # The answer to the hand-over was lost: it is made up for whole, with the person's disclosure.
        referral, packet = record_hand_over(hearing.tx, referral, packet, hub=hearing.hub, at=hearing.at)
    referral = set_delivery(hearing.tx, referral, packet, Delivery.RECEIVED, hub=hearing.hub, at=hearing.at)
    referral = keep(hearing.tx, replace(referral, received=True))
    leave_to_others(hearing.tx, referral, hub=hearing.hub, at=hearing.at)
    return Granted()


def _unreadable(hearing: Hearing) -> Verdict:
    verdict = deliver_step(hearing.packet.delivery, to=Delivery.UNREADABLE, by=Actor.PARTNER)
    if not verdict:
        return verdict
    referral = set_delivery(
        hearing.tx, hearing.referral, hearing.packet, Delivery.UNREADABLE, hub=hearing.hub, at=hearing.at
    )
    if referral.state not in TERMINAL:
        # Somebody has to look at it now, whatever else was due.
        put_on_list(hearing.tx, referral, WorkItem.UNREADABLE, hub=hearing.hub, at=hearing.at)
    return Granted()


def _noted(_: Hearing) -> Verdict:
    return Granted()


def _business(hearing: Hearing) -> Verdict:
    event = hearing.event
    covered = hearing.way.covers(event.name, said(event.name, event.members))
    if not covered:
        return covered
    move = step_of(event.name, event.members, at=hearing.at)
    if isinstance(move, Refused):
        return move
    if event.name == QUESTION and hearing.referral.state in OPEN:
        return _message(hearing, move.categories)
    return _step(hearing, replace(move, seen_version=event.version))


def _step(hearing: Hearing, move: Move) -> Verdict:
    known = {"askable": hearing.way.askable}
    verdict = judge(hearing.tx, hearing.referral, move, hub=hearing.hub, known=known)
    if not verdict:
        return verdict
    moved = take(hearing.tx, hearing.referral, move, hub=hearing.hub, who=hearing.packet.partner)
    if moved.state in TERMINAL:
        # What is still on its way has no purpose any more.
        take_back(hearing.tx, moved, hub=hearing.hub, at=hearing.at)
    else:
        leave_to_others(hearing.tx, moved, hub=hearing.hub, at=hearing.at)
    return Granted()


def _message(hearing: Hearing, asked: frozenset[Category]) -> Verdict:
    """A question after acceptance is a message and changes no state (domain section 6); somebody has to answer it."""
    if not asked <= hearing.way.askable:
        return Refused("beyond-consent")
    put_on_list(hearing.tx, hearing.referral, WorkItem.QUESTION, hub=hearing.hub, at=hearing.at)
    return Granted()


def _feedback(hearing: Hearing) -> Verdict:
    if hearing.referral.state in TERMINAL - {State.COMPLETED, State.ENDED_EARLY}:
        return Refused("terminal")
    try:
        message = read_feedback(hearing.event.members)
    except Malformed as error:
        return Refused("malformed", pointer=error.pointer)
    wrong = _not_feedback(message.schema, message.data)
    if wrong is not None:
        return wrong
    annotated = tuple(
        Field(pointer=one.pointer, categories=one.categories, sealed=one.sealed, sources=one.sources)
        for one in schemas.annotate("feedback", message.data)
    )
    way = hearing.way
    verdict = check_feedback(message, fields=annotated, context=way.context, clauses=way.clauses, releases=way.releases)
    if isinstance(verdict, Refused):
        # A row may name any place at all; what comes back are places of the document that passed its schema.
        known = {one.pointer for one in annotated}
        return replace(verdict, pointer=f"/data{verdict.pointer}" if verdict.pointer in known else "/manifest")
    if not all(_is_here(ref, hub=hearing.hub) for ref in message.attachments):
        return Refused("blob-missing", pointer="/attachments")
    record = {"event": "feedback", "categories": sorted({c for row in message.manifest for c in row.categories})}
    note(hearing.tx, EntryType.FEEDBACK, record, hub=hearing.hub, at=hearing.at, person=hearing.referral.person)
    return Granted()


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


def _withdrawal_answered(hearing: Hearing) -> Verdict:
    if hearing.referral.state not in TERMINAL:
        return Refused("illegal-step")
    members = hearing.event.members
    if members["result"] == WithdrawalResult.KEPT and not members.get("law", "").strip():
        return Refused("law-missing", pointer="/law")
    keep(hearing.tx, replace(hearing.referral, next_at=None, next_reason=""))
    return Granted()
