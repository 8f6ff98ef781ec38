"""What a partner said by telephone or letter: the caseworker writes it down as the partner's own step."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exchange.core.calendar import plausible
from exchange.core.errors import IllegalStep, NotCovered, NotFound
from exchange.core.ids import show_instant
from exchange.core.matter import Referral
from exchange.core.referral import Move
from exchange.core.verdict import Refused
from exchange.core.vocabulary import TERMINAL, Actor, Category, State
from exchange.flows.identify import SENDERS, Claim, prove, vouch
from exchange.flows.step import leave_to_others, step
from exchange.flows.stop import take_back
from exchange.flows.wayback import way_back
from exchange.ports.hub import Hub


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A step of the partner as it was told: `channel` (`telephone` or `letter`), who said it, and when.

    `asked` are the categories a question asks for (`to` is `clarification-requested`); the rest is as in the
    partner's own event. `said_by` may be a function instead of a name, such as "Empfang".
    """

    to: State
    channel: str
    said_by: str
    said_at: datetime
    reason: str = ""
    outcome: str = ""
    weeks: int | None = None
    appointment: datetime | None = None
    asked: frozenset[Category] = frozenset()


def record_told(referral_id: str, *, told: Told, by: Claim, hub: Hub) -> Referral:
    """Take the partner's step for it: same states, same guards, same deadlines, counted from now (domain section 6).

    The person's consent to what comes back holds for a telephone as it does for a machine.

    Raises:
        NotFound: there is no such referral.
        IllegalStep: the partner may not take this step now, or what it needs is missing; `allowed` names what is legal.
        NotCovered: the person does not let this partner tell it; nothing is written.
        WrongPassphrase, Forbidden: the caseworker is not proven.
    """
    at = hub.clock.now()
    known = vouch(by, hub=hub)
    if told.appointment is not None and not plausible(told.appointment, at=at):
        raise IllegalStep("appointment-unknown")
    with hub.store.transaction() as tx:
        writer = prove(known, tx=tx, roles=SENDERS)
        referral = tx.referrals.lock(referral_id)
        if referral is None:
            raise NotFound(referral_id)
        way = way_back(tx, referral, hub=hub, at=at)
        covered = way.covers(_event(told.to), _content(told))
        if isinstance(covered, Refused):
            raise NotCovered(covered.reason, pointer=covered.pointer)
        moved = step(tx, referral, _move(told, at=at), hub=hub, who=writer.id, known={"askable": way.askable})
        if moved.state in TERMINAL:
            # What is still on its way has no purpose any more; the partner itself ended it, so it is told nothing.
            return take_back(tx, moved, hub=hub, at=at)
        return leave_to_others(tx, moved, hub=hub, at=at)


def _event(to: State) -> str:
    return "question" if to is State.CLARIFICATION_REQUESTED else to.value


def _content(told: Told) -> dict[str, Any]:
    """What the partner's own event would have held."""
    appointment = show_instant(told.appointment) if told.appointment else None
    said = {"reason": told.reason, "outcome": told.outcome, "weeks": told.weeks, "appointment": appointment}
    return {name: value for name, value in said.items() if value not in ("", None)}


def _move(told: Told, *, at: datetime) -> Move:
    return Move(
        to=told.to,
        by=Actor.PARTNER,
        at=at,
        reason=told.reason,
        outcome=told.outcome,
        weeks=told.weeks,
        appointment=told.appointment,
        categories=told.asked,
        channel=told.channel,
        said_by=told.said_by,
        said_at=told.said_at,
    )
