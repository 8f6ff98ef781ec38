"""Supersession: another packet takes the place of the one in force: an answer, an update, the same once more."""

from dataclasses import dataclass, replace
from datetime import datetime

from exchange.core.errors import FourEyes, NotTrained
from exchange.core.packet.build import Built
from exchange.core.packet.manifest import read_row
from exchange.core.referral.referral import Draft, Referral, StoredPacket, writers_of
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import BEYOND_STANDARD, PacketKind
from exchange.flows.packet.pack import Packed, pack
from exchange.flows.packet.plan import construct, plan_of
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
    """What is to be sent in the place of the packet in force; `in_reply_to` is the SET id of the question."""

    draft: Draft
    kind: PacketKind
    in_reply_to: str | None = None


def supersede(tx: Tx, referral: Referral, successor: Successor, *, hands: Hands, hub: Hub, at: datetime) -> Packed:
    """Pack a successor in the place of the packet in force, with the version that holds once it is sent.

    The second person who looked at it now is the one who approved it, never one of those who wrote the referral.

    Raises:
        NotCovered, SchemaInvalid, TooLarge: it may not leave as it is.
        NotTrained, FourEyes: it holds what needs a training, or a second person who has not looked at it yet.
        PartnerSuspended, KeyUnusable: the partner may not or cannot receive.
    """
    approved = _approved(referral, successor.draft, hands)
    plan = plan_of(tx, replace(approved, version=referral.version + 1), successor.draft, hub=hub, at=at)
    built = construct(plan, kind=successor.kind)
    before = tx.referrals.packet(referral.packet) if referral.packet else None
    if isinstance(built, Built):
        _raise_if_not_entitled(tx, built, before, hands, at=at)
    # Without consent every new word is decided by two (domain section 8); what two have decided goes once more.
    if referral.power and hands.second is None and successor.draft != tx.referrals.draft(referral.id):
        raise FourEyes(hands.sender.id)
    # What the partner has in its hands, not what was taken back before it came.
    held = tx.referrals.in_hand(referral.id)
    supersedes = held.id if held else None
    return pack(tx, plan, built, kind=successor.kind, hub=hub, supersedes=supersedes, in_reply_to=successor.in_reply_to)


def _approved(referral: Referral, draft: Draft, hands: Hands) -> Referral:
    if hands.second is None:
        return referral
    if hands.second.id in writers_of(referral, draft):
        raise FourEyes(hands.second.id)
    return replace(referral, approved_by=hands.second.id)


def _raise_if_not_entitled(tx: Tx, built: Built, before: StoredPacket | None, hands: Hands, *, at: datetime) -> None:
    """Ask what a release asks of people: what the second person saw in the packet before needs no second look."""
    leaving = {category for row in built.manifest for category in row.categories}
    lack = missing_training(tx, (hands.sender, hands.second), categories=leaving, at=at)
    if lack:
        raise NotTrained(lack)
    rows = [read_row(row, "") for row in before.manifest] if before else []
    seen = {category for row in rows for category in row.categories}
    if (leaving - seen) & BEYOND_STANDARD and hands.second is None:
        raise FourEyes(hands.sender.id)
