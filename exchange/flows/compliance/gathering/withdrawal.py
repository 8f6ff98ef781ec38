"""Cases of withdrawals: each referral that one ended, with what went on since and what its partner answered."""

from collections.abc import Collection, Iterator
from datetime import datetime

from exchange.core.compliance.case import WithdrawalCase
from exchange.core.evidence.entry import EntryType
from exchange.core.policy import calendar_of
from exchange.core.referral.referral import Referral
from exchange.core.referral.work_item import WorkItem, falls_due
from exchange.core.rights.line import LineKind
from exchange.core.vocabulary import Delivery, State
from exchange.flows.compliance.gathering.person import Known
from exchange.ports.store import Tx

_COULD_LEAVE = frozenset({Delivery.QUEUED, Delivery.SENDING, Delivery.RETRYING})
_NOT_OFFERED = frozenset({Delivery.QUEUED, Delivery.RETRYING, Delivery.DEAD_LETTER})


def withdrawal_cases(tx: Tx, referral: Referral, known: Known) -> Iterator[WithdrawalCase]:
    """The end of a referral by a withdrawal; none where it had another end."""
    if referral.state is not State.CONSENT_WITHDRAWN:
        return
    steps = [one.at for one in tx.referrals.history(referral.id) if one.target is State.CONSENT_WITHDRAWN]
    at = max(steps, default=referral.state_since)
    ours = [one for one in known.whole if one.said.get("referral") == referral.id]
    sealed = [str(one.said["packet"]) for one in ours if one.type is EntryType.PACKET_SEALED]
    packets = [found for one in sealed if (found := tx.referrals.packet(one))]
    left = [one.at for one in ours if one.type is EntryType.PACKET_HANDED_OVER]
    calendar = calendar_of(known.hub.policy)
    stops = [one for one in tx.outbox.stops(referral.id) if one.created_at >= at]
    yield WithdrawalCase(
        subject=referral.id,
        at=at,
        known_at=known.known_at,
        left=[one for one in left if one > at],
        under_way=[one.id for one in packets if one.delivery in _COULD_LEAVE],
        held=any(one <= at for one in left),
        signals=[one.state not in _NOT_OFFERED for one in stops],
        tried=any(one.attempts for one in stops),
        tried_at=_tried_at(known, {one.jti for one in stops}),
        answer_due=falls_due(WorkItem.WITHDRAWAL_UNANSWERED, since=at, calendar=calendar),
        answered_at=_answered(referral, known, after=at),
        dpo_told_at=min(
            (one.at for one in ours if one.at >= at and one.said.get("deadline") == WorkItem.WITHDRAWAL_UNANSWERED),
            default=None,
        ),
    )


def _tried_at(known: Known, signals: Collection[str]) -> datetime | None:
    """When the first of these stop signals was carried, or lay in the mailbox, for the first time."""
    return min((one.at for one in known.signalled if one.said["signal"] in signals), default=None)


def _answered(referral: Referral, known: Known, *, after: datetime) -> datetime | None:
    lines = (one for one in known.lines if one.referral == referral.id and one.at >= after)
    return min((one.at for one in lines if one.kind is LineKind.ANSWERED_WITHDRAWAL), default=None)
