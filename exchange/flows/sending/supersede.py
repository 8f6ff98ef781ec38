"""Supersession: another packet takes the place of the one in force: an answer, an update, the same once more."""

from dataclasses import dataclass, replace
from datetime import datetime

from exchange.core.errors import FourEyes, NotTrained
from exchange.core.packet.build import Built
from exchange.core.packet.leave_out import raise_if_unsaid
from exchange.core.referral.finding import Confirmed
from exchange.core.referral.referral import Approval, Draft, Referral, also_written_by, writers_of
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import BEYOND_STANDARD, PacketKind
from exchange.flows.packet.pack import Packed, pack
from exchange.flows.packet.plan import Plan, construct, plan_of
from exchange.flows.sending.approving.approval import approval_of, categories_leaving, standing_approval
from exchange.flows.sending.approving.check import raise_if_nothing
from exchange.flows.sending.drafting.review import new_places, note_confirmed, reviewed
from exchange.flows.staff.trainings import missing_training
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """Who sends, and the second pair of eyes where somebody looked over it."""

    sender: Staff
    second: Staff | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """What is to be sent in the place of the packet in force; `in_reply_to` is the SET id of the question.

    `named` is what somebody said just now is to stay here; `confirmed` what they looked at and let stand, None where
    nothing is new.
    """

    draft: Draft
    kind: PacketKind
    in_reply_to: str | None = None
    named: tuple[str, ...] = ()
    confirmed: Confirmed | None = None


def supersede(tx: Tx, referral: Referral, successor: Successor, *, hands: Hands, hub: Hub, at: datetime) -> Packed:
    """Pack a successor in the place of the packet in force, with the version that holds once it is sent.

    The second person who looked at it now is the one who approved it, never one of those who wrote or sent the
    referral; without one, an approval given before holds if it was of this very content, else nobody approved it. Who
    sends it becomes one of its writers.

    Raises:
        NotCovered, StaysBehind, NothingOfThisName, SchemaInvalid, TooLarge: it may not leave as it is.
        NotTrained, FourEyes: it holds what needs a training, or a second person who has not looked at it yet.
        FindingsUnconfirmed: what is new holds what a person has to look at.
        PartnerSuspended, KeyUnusable: the partner may not or cannot receive.
    """
    approval = _approval(tx, referral, successor.draft, hands)
    next_one = replace(referral, version=referral.version + 1, approved_by=approval.by if approval else "")
    plan = plan_of(tx, next_one, successor.draft, hub=hub, at=at)
    raise_if_nothing(successor.named, plan)
    built = construct(plan, kind=successor.kind)
    if isinstance(built, Built):
        raise_if_unsaid(built, files={one.id: one.name for one in successor.draft.attachments})
        _raise_if_not_entitled(tx, categories_leaving(plan, built), approval, hands, at=at)
    # Without consent every new word is decided by two (domain section 8); what two have decided goes once more.
    if referral.power and hands.second is None and successor.draft != tx.referrals.draft(referral.id):
        raise FourEyes(hands.sender.id)
    draft = _looked_at(tx, plan, successor, hands=hands, hub=hub, at=at)
    written = also_written_by(draft, referral, hands.sender.id)
    tx.referrals.put_draft(referral.id, replace(written, approved=approval))
    # What the partner has in its hands, not what was taken back before it came.
    held = tx.referrals.in_hand(referral.id)
    supersedes = held.id if held else None
    return pack(tx, plan, built, kind=successor.kind, hub=hub, supersedes=supersedes, in_reply_to=successor.in_reply_to)


def _looked_at(tx: Tx, plan: Plan, successor: Successor, *, hands: Hands, hub: Hub, at: datetime) -> Draft:
    """The draft with the verdict on what is new in it, or as it is."""
    draft = successor.draft
    if successor.confirmed is None:
        return draft
    new = new_places(draft.attachments)
    looked_at = reviewed(draft, plan.form, said=successor.confirmed, by=hands.sender.id, new=new)
    note_confirmed(tx, plan.referral, looked_at, before=draft, hub=hub, at=at)
    return looked_at


def _approval(tx: Tx, referral: Referral, draft: Draft, hands: Hands) -> Approval | None:
    """The approval this content has: of who looks at it now, or the one given before, if it was of this content."""
    barred = writers_of(referral, draft) | {hands.sender.id}
    if hands.second is None:
        given = standing_approval(tx, referral, draft)
        # Who approved it and sends it now is one person, not two.
        return given if given and given.by not in barred else None
    if hands.second.id in barred:
        raise FourEyes(hands.second.id)
    return approval_of(tx, referral, draft, by=hands.second.id)


def _raise_if_not_entitled(
    tx: Tx, leaving: frozenset[str], approval: Approval | None, hands: Hands, *, at: datetime
) -> None:
    """Ask what a release asks of people: the very content the second person saw needs no second look."""
    lack = missing_training(tx, (hands.sender, hands.second), categories=leaving, at=at)
    if lack:
        raise NotTrained(lack)
    if leaving & BEYOND_STANDARD and approval is None:
        raise FourEyes(hands.sender.id)
