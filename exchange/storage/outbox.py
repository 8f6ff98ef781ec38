"""Transactional outbox: what is on its way out: the worker's list, and the mailbox a pulling partner empties.

A row is on the worker's list while `due_at` is set and in its partner's mailbox while `deposited_at` is; the two do
not know of each other, so a call may be repeated while the thing itself waits to be collected.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, bindparam, func, insert, or_, select, update

from exchange.core.delivery.messages import Lease, OutboxMessage, Queue, Tally
from exchange.core.delivery.status import STOPPABLE
from exchange.core.vocabulary import Delivery
from exchange.storage.database.scope import Part, Scope
from exchange.storage.database.statements import columns_of, row_of
from exchange.storage.tables.delivery import IS_DEAD, IS_STOP, outbox

OFFER_AGAIN = timedelta(seconds=60)
_AT_ONCE = frozenset({Delivery.QUEUED, Delivery.RETRYING})
_ORDER = (outbox.c.prio, outbox.c.created_at, outbox.c.number)
_COLUMNS = select(*columns_of(outbox, OutboxMessage)).order_by(*_ORDER)
_THIS = outbox.c.jti == bindparam("one")
_THESE = outbox.c.jti.in_(bindparam("these", expanding=True))
_MAILBOX = (outbox.c.partner == bindparam("to"), outbox.c.deposited_at.is_not(None))
_OUT_OF_HAND: Mapping[str, Any] = {"due_at": None, "lease_token": None}
_ENDED: Mapping[str, Any] = {**_OUT_OF_HAND, "deposited_at": None, "ended_at": bindparam("at")}

_ADD = insert(outbox)
# Where several processes write, each takes what no other holds; SQLite has one writer and leaves these words out.
_DUE = _COLUMNS.where(outbox.c.due_at <= bindparam("at")).limit(bindparam("limit")).with_for_update(skip_locked=True)
# The lease is the row's new `due_at`: a worker that dies lets it run out, and nobody has to clean up after it.
_LEASE = (
    update(outbox)
    .where(_THESE)
    .values(
        state=Delivery.SENDING,
        attempts=outbox.c.attempts + 1,
        due_at=bindparam("until"),
        lease_token=bindparam("token"),
    )
)
# The token fences: who has lost the lease changes no row here, and learns it from that.
_SETTLE = (
    update(outbox)
    .where(_THIS, outbox.c.lease_token == bindparam("token"))
    .values(state=bindparam("to"), next_try=bindparam("next"), due_at=bindparam("due"), lease_token=None)
)
# One statement looks and stops: between the two a worker could have taken the row.
_WITHDRAW = (
    update(outbox)
    .where(
        outbox.c.packet == bindparam("one"),
        or_(outbox.c.state.in_(sorted(STOPPABLE)), outbox.c.deposited_at.is_not(None)),
    )
    .values(state=Delivery.WITHDRAWN_BEFORE_DELIVERY, deposited_at=None, **_OUT_OF_HAND)
)
_DEPOSIT = update(outbox).where(_THIS, outbox.c.state.in_(sorted(STOPPABLE))).values(deposited_at=bindparam("at"))
_MAY_BE_OFFERED = _COLUMNS.where(
    *_MAILBOX,
    or_(outbox.c.offered_at.is_(None), outbox.c.offered_at <= bindparam("before")),
    outbox.c.expires_at > bindparam("at"),
    # What this transaction has taken out is named, so that the query does not depend on that being written.
    outbox.c.jti.not_in(bindparam("gone", expanding=True)),
)
_RIPE = _MAY_BE_OFFERED.limit(bindparam("limit"))
_WAITING = _RIPE.with_for_update(skip_locked=True)
_WAITING_OF_THESE = _MAY_BE_OFFERED.where(_THESE).with_for_update(skip_locked=True)
_OFFER = update(outbox).where(_THESE).values(offered_at=bindparam("at"))
_PUT_BACK = update(outbox).where(_THESE).values(offered_at=None)
_LYING = _COLUMNS.where(*_MAILBOX, _THESE)
# Held from this reading to the writing: what is returned as waiting was taken by nobody else meanwhile.
_COLLECTED = _LYING.with_for_update()
_TAKE = update(outbox).where(*_MAILBOX, _THESE).values(state=Delivery.HANDED_OVER, **_ENDED)
_REFUSE = update(outbox).where(*_MAILBOX, _THIS).values(state=Delivery.DEAD_LETTER, error=bindparam("code"), **_ENDED)
_DEAD = _COLUMNS.where(
    outbox.c.referral == bindparam("one"),
    IS_DEAD,
    outbox.c.expires_at > bindparam("at"),
)
_AGAIN: Mapping[str, Any] = {"attempts": 0, "next_try": None, "offered_at": None, "ended_at": None, "error": None}
_STOPS = _COLUMNS.where(outbox.c.referral == bindparam("one"), IS_STOP)
_REQUEUE = update(outbox).where(_THESE).values(state=Delivery.QUEUED, due_at=bindparam("at"), **_AGAIN)
_WORK_ITEMS = (
    select(outbox.c.partner, outbox.c.jti, outbox.c.error)
    .where(IS_DEAD, outbox.c.error.is_not(None))
    .order_by(outbox.c.ended_at, outbox.c.number)
    .limit(bindparam("limit"))
)
_ANY_DUE = select(outbox.c.number).where(outbox.c.due_at <= bindparam("at")).limit(1)
_OF_STATE = select(
    outbox.c.state,
    func.count().label("many"),
    func.min(outbox.c.created_at).label("oldest"),
    func.count(outbox.c.lease_token).label("leased"),
).group_by(outbox.c.state)
# One after the other, each over its own index: what is done with stays in the table and is never looked at.
_TALLIES = (
    _OF_STATE.where(outbox.c.due_at.is_not(None)),
    _OF_STATE.where(outbox.c.deposited_at.is_not(None), outbox.c.due_at.is_(None)),
)
_OF_PARTNER = select(
    outbox.c.partner, func.count().label("many"), func.min(outbox.c.created_at).label("oldest")
).group_by(outbox.c.partner)
# Each over its own index, for the same reason.
_QUEUES = {
    "sending": _OF_PARTNER.where(outbox.c.due_at.is_not(None)),
    "lying": _OF_PARTNER.where(outbox.c.deposited_at.is_not(None), outbox.c.due_at.is_(None)),
    "dead": _OF_PARTNER.where(IS_DEAD),
}
_COUNT_DEAD = select(func.count().label("many")).select_from(outbox).where(IS_DEAD)
_COUNT = select(func.count().label("many")).select_from(outbox).where(*_MAILBOX, outbox.c.expires_at > bindparam("at"))
_EXPIRED = _COLUMNS.where(outbox.c.deposited_at.is_not(None), outbox.c.expires_at <= bindparam("at")).limit(
    bindparam("limit")
)


class SqlOutbox(Part):
    """The port `Outbox` on SQL."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        # What left its mailbox in this transaction.
        self._gone: list[str] = []

    def add(self, outgoing: OutboxMessage) -> None:
        """Queue one thing; due at `next_try`, else at once. Conflict if the id is taken."""
        due = _due_at(outgoing, outgoing.state, next_try=outgoing.next_try)
        self._scope.write(_ADD, row_of(outgoing) | {"due_at": due})

    def add_deposited(self, outgoing: OutboxMessage, *, at: datetime) -> None:
        """Put one thing where its partner's next poll finds it; the worker never sees it.

        Conflict if the id is taken.
        """
        self._scope.write(_ADD, row_of(outgoing) | {"deposited_at": at})
        self._scope.deposited.append(outgoing.jti)

    def lease(self, *, at: datetime, until: datetime, limit: int, token: str) -> Sequence[Lease]:
        """Claim due rows, prio first, then oldest; a row is leased by one worker at a time, until `until`.

        `attempts` of what is leased counts this attempt. What has expired is leased too: the worker ends it.
        """
        due = self._scope.values(OutboxMessage, _DUE, at=at, limit=limit)
        self._update(_LEASE, due, until=until, token=token)
        taken = (replace(one, state=Delivery.SENDING, attempts=one.attempts + 1) for one in due)
        return tuple(Lease(outgoing=one, token=token, until=until) for one in taken)

    def due(self, at: datetime) -> bool:
        """Whether a lease would find anything."""
        return self._scope.row(_ANY_DUE, at=at) is not None

    def settle(self, lease: Lease, state: Delivery, *, next_try: datetime | None) -> bool:
        """End a lease. False if the lease was lost; then nothing is written.

        Comes back to the worker at `next_try`; without one, at once if `state` is queued or retrying, else never.
        """
        due = _due_at(lease.outgoing, state, next_try=next_try)
        row = {"one": lease.outgoing.jti, "token": lease.token, "to": state, "next": next_try, "due": due}
        return self._scope.changed(_SETTLE, row) == 1

    def withdraw(self, packet_id: str) -> None:
        """Stop what has not been handed over of this packet: neither leased, nor offered again."""
        self._scope.write(_WITHDRAW, {"one": packet_id})

    def deposit(self, jti: str, *, at: datetime) -> None:
        """Put it where its partner's next poll finds it; what was withdrawn, taken or refused stays so."""
        self._scope.write(_DEPOSIT, {"one": jti, "at": at})
        self._scope.deposited.append(jti)

    def offer(self, partner: str, *, at: datetime, limit: int) -> Sequence[OutboxMessage]:
        """What waits for the partner and was not offered in the last 60 s; marked as offered now.

        Prio first, then oldest; what has expired is not offered.
        """
        waiting = self._scope.values(OutboxMessage, _WAITING, limit=limit, **self._ripe(partner, at))
        self._update(_OFFER, waiting, at=at)
        return waiting

    def ripe(self, partner: str, *, at: datetime, limit: int) -> Sequence[OutboxMessage]:
        """What `offer` would offer now; a look that keeps nobody waiting."""
        return self._scope.values(OutboxMessage, _RIPE, limit=limit, **self._ripe(partner, at))

    def offer_these(self, partner: str, jtis: Iterable[str], *, at: datetime) -> Sequence[OutboxMessage]:
        """Offer those of these that `offer` would; marked as offered now."""
        given = self._ripe(partner, at)
        waiting = self._scope.values(OutboxMessage, _WAITING_OF_THESE, these=list(jtis), **given)
        self._update(_OFFER, waiting, at=at)
        return waiting

    def put_back(self, jtis: Iterable[str]) -> None:
        """Let what was offered be offered by the next poll, as if it had not been."""
        self._scope.write(_PUT_BACK, {"these": list(jtis)})

    def taken(self, partner: str, jtis: Iterable[str], *, at: datetime) -> Sequence[OutboxMessage]:
        """The partner has stored these; they are not offered again. Returns those that were waiting."""
        collected = self._collected(partner, jtis)
        self._update(_TAKE, collected, to=partner, at=at)
        self._gone += [one.jti for one in collected]
        return collected

    def refused(self, partner: str, errors: Mapping[str, str], *, at: datetime) -> Sequence[OutboxMessage]:
        """The partner could not take these (RFC 8936 `setErrs`): they leave the mailbox and become work items.

        Returns those that were waiting, as they were.
        """
        waiting = self._collected(partner, errors)
        for one in waiting:
            self._scope.write(_REFUSE, {"to": partner, "one": one.jti, "code": errors[one.jti], "at": at})
        self._gone += [one.jti for one in waiting]
        return waiting

    def requeue(self, referral_id: str, *, at: datetime) -> Sequence[OutboxMessage]:
        """Give what could not be delivered of a referral to the worker once more, with all its attempts before it.

        What has expired stays where it is. Returns what goes again.
        """
        dead = self._scope.values(OutboxMessage, _DEAD, one=referral_id, at=at)
        self._update(_REQUEUE, dead, at=at)
        return tuple(replace(one, state=Delivery.QUEUED, attempts=0, next_try=None) for one in dead)

    def stops(self, referral_id: str) -> Sequence[OutboxMessage]:
        """The stop signals of a referral (prio 0), oldest first, whatever became of them."""
        return self._scope.values(OutboxMessage, _STOPS, one=referral_id)

    def work_items(self, *, limit: int) -> Sequence[tuple[str, str, str]]:
        """What needs a person: (partner, jti, code), oldest first."""
        return tuple((row["partner"], row["jti"], row["error"]) for row in self._scope.rows(_WORK_ITEMS, limit=limit))

    def waiting(self, partner: str, *, at: datetime) -> int:
        """How many lie in the partner's mailbox and may still be offered."""
        return self._scope.number(_COUNT, to=partner, at=at)

    def lying(self, partner: str, jtis: Iterable[str]) -> Sequence[OutboxMessage]:
        """Which of these lie in the partner's mailbox; a look that keeps nobody waiting."""
        return self._scope.values(OutboxMessage, _LYING, to=partner, these=list(jtis))

    def expired(self, at: datetime, *, limit: int) -> Sequence[OutboxMessage]:
        """What lies in a mailbox although its time is over; a look that keeps nobody waiting."""
        return self._scope.values(OutboxMessage, _EXPIRED, at=at, limit=limit)

    def tally(self) -> Tally:
        """How much is on the worker's list, in mailboxes, or a dead letter; dead letters are never the oldest."""
        found = [row for statement in _TALLIES for row in self._scope.rows(statement)]
        states = Counter({Delivery.DEAD_LETTER: self._scope.number(_COUNT_DEAD)})
        for row in found:
            states[row["state"]] += row["many"]
        return Tally(
            states={state: count for state, count in states.items() if count},
            oldest=min((row["oldest"] for row in found), default=None),
            leased=sum(row["leased"] for row in found),
        )

    def queues(self) -> Sequence[Queue]:
        """The same for each partner that has any of it, in order of entity id."""
        found: dict[str, Queue] = {}
        for kind, statement in _QUEUES.items():
            for row in self._scope.rows(statement):
                queue = found.setdefault(row["partner"], Queue(partner=row["partner"]))
                oldest = [one for one in (queue.oldest, row["oldest"] if kind != "dead" else None) if one]
                counted = replace(queue, oldest=min(oldest, default=None), **{kind: row["many"]})
                found[row["partner"]] = counted
        return [found[partner] for partner in sorted(found)]

    def _ripe(self, partner: str, at: datetime) -> Mapping[str, Any]:
        """What a row that may be offered is asked for."""
        return {"to": partner, "at": at, "before": at - OFFER_AGAIN, "gone": self._gone}

    def _collected(self, partner: str, jtis: Iterable[str]) -> Sequence[OutboxMessage]:
        these = list(jtis)
        # Most polls settle nothing that went wrong, and the first of a partner's nothing at all.
        return self._scope.values(OutboxMessage, _COLLECTED, to=partner, these=these) if these else ()

    def _update(self, statement: Update, chosen: Sequence[OutboxMessage], **given: object) -> None:
        if chosen:
            self._scope.write(statement, given | {"these": [one.jti for one in chosen]})


def _due_at(outgoing: OutboxMessage, state: Delivery, *, next_try: datetime | None) -> datetime | None:
    if next_try is not None:
        return next_try
    return outgoing.created_at if state in _AT_ONCE else None
