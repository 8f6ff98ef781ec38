"""Clarification: a partner's question is answered by a packet of its own that supersedes the one before."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.referral.referral import Draft, Referral
from exchange.core.referral.state_machine import Transition
from exchange.core.referral.transitions import OPEN
from exchange.core.referral.work_item import scheduled
from exchange.core.vocabulary import Actor, Category, PacketKind, State
from exchange.flows.packet.pack import Packed
from exchange.flows.referral.stop import take_back
from exchange.flows.referral.transition import save, take_transition
from exchange.flows.refusals import wrong_state
from exchange.flows.sending.drafting.revision import read_revision, revised
from exchange.flows.sending.release import queue
from exchange.flows.sending.supersede import Hands, Successor, supersede
from exchange.flows.staff.access import assigned_draft, second_of
from exchange.flows.staff.authenticate import (
    SENDERS,
    Credentials,
    Principal,
    authenticate,
    authenticate_second,
    authorize,
)
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


def answer(
    referral_id: str, document: bytes, *, by: Principal, hub: Hub, approve_by: Credentials | None = None
) -> Referral:
    """Answer the last question of a referral, before acceptance or after.

    The document is a `Revision` of the data sent before. The whole goes out again as a packet of kind `answer` (of an
    enquiry as an `enquiry`); attachments stay with the first one. What has not left yet is taken back.

    Raises:
        NotFound, Malformed, TooLarge: there is no such referral of theirs, or that is no such document.
        IllegalStep: there is no open question.
        NotCovered, SchemaInvalid, NotTrained, FourEyes, FindingsUnconfirmed: as at the release.
        WrongPassphrase, Forbidden: the people are not proven.
    """
    at = hub.clock.now()
    revision = read_revision(document)
    known, other = authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    with hub.store.shared() as tx:
        writer = authorize(known, tx=tx, roles=SENDERS)
        referral, draft = assigned_draft(tx, referral_id, to=writer, at=at)
        second = second_of(other, tx=tx, referral=referral, first=writer, at=at) if other else None
        asked = last_question(tx, referral)
        if referral.state is not State.CLARIFICATION_REQUESTED and not (asked and referral.state in OPEN):
            raise wrong_state(referral, needs=[State.CLARIFICATION_REQUESTED])
        content = revised(draft, revision, packet=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)))
        successor = Successor(
            draft=content,
            kind=_kind(content),
            in_reply_to=asked,
            named=revision.leave_out,
            confirmed=revision.confirmed,
        )
        taken = take_back(tx, referral, hub=hub, at=at)
        packed = supersede(tx, taken, successor, hands=Hands(sender=writer, second=second), hub=hub, at=at)
        answered = _answered(tx, taken, packed, hub=hub, at=at, who=writer.id)
        return queue(tx, answered, packed, hub=hub, at=at)


def last_question(tx: Tx, referral: Referral) -> str | None:
    """The SET id of the partner's last question; None where it asked none, or asked by telephone."""
    asked = [one for one in tx.inbox.of(referral.id) if one.name == "question" and one.verdict == "accepted"]
    return asked[-1].jti if asked else None


def _kind(content: Draft) -> PacketKind:
    # Who asks about an enquiry learns more of it, and still not for whom.
    return PacketKind.ENQUIRY if content.kind is PacketKind.ENQUIRY else PacketKind.ANSWER


def _answered(tx: Tx, referral: Referral, packed: Packed, *, hub: Hub, at: datetime, who: str) -> Referral:
    """A clarification goes on under review; after acceptance an answer changes nothing but the version."""
    if referral.state in OPEN:
        return save(tx, scheduled(replace(referral, version=referral.version + 1), policy=hub.policy))
    sent = frozenset(Category(category) for row in packed.stored.manifest for category in _categories(row))
    transition = Transition(to=State.UNDER_REVIEW, by=Actor.CASEWORKER, at=at, categories=sent)
    return take_transition(tx, referral, transition, hub=hub, who=who, known={"askable": sent})


def _categories(row: Mapping[str, Any]) -> list[str]:
    category = row["category"]
    return list(category) if isinstance(category, list | tuple) else [category]
