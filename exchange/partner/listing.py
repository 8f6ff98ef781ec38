"""Inbox listing: one line per packet: how far it has come, what we said, and what the hub thinks of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.core.events.event import STATES
from exchange.core.vocabulary import State
from exchange.partner.context import PartnerContext
from exchange.partner.hub_events import WITHDRAWN, HubView, Objection, hub_view, kept_events
from exchange.partner.inbox import Filed, Stage
from exchange.partner.threads import Delivery, Sent

_QUESTION = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One packet as its partner sees it. Ids and codes only.

    `state` is the last state we named, whether the hub has agreed or not; `version` the latest one the hub named,
    and what the next acknowledgement will say was seen. `objections` are events of ours that the hub refused, with
    the legal next steps; `waiting` are names of events the hub has not taken, `rejected` those it holds for not
    genuine, with RFC 8935's code. `missing` are numbers of hub events that should have come by now. `answer_due` is
    true where a stop signal waits for a person to say what became of exported files.
    """

    packet: str
    stage: Stage
    reason: str
    referral: str
    kind: str
    service: str
    suite: str
    version: int
    state: str
    announced_at: datetime
    expires_at: datetime | None
    opened_at: datetime | None
    reminders: int
    cancellation_requested: bool
    key_changed: bool
    objections: tuple[Objection, ...]
    waiting: tuple[str, ...]
    rejected: tuple[tuple[str, str], ...]
    missing: tuple[int, ...]
    answer_due: bool


def entries(context: PartnerContext) -> Iterator[Entry]:
    """Every packet, the oldest first."""
    every = list(context.inbox.all())
    for filed in every:
        yield entry(filed, context=context, siblings=[one for one in every if one.thread == filed.thread])


def entry(filed: Filed, *, context: PartnerContext, siblings: Sequence[Filed] | None = None) -> Entry:
    """One packet; `siblings` are all packets of its referral, looked for where they are not given."""
    own = _hub_view([filed], context=context)
    whole = _hub_view(siblings if siblings is not None else relatives(filed, context=context), context=context)
    sent = context.threads.of(filed.thread)
    waiting = [one for one in sent if one.delivery is not Delivery.ACCEPTED]
    return Entry(
        packet=filed.packet,
        stage=filed.stage,
        reason=filed.reason,
        referral=filed.referral,
        kind=filed.kind,
        service=filed.service,
        suite=filed.suite,
        version=max(filed.version, whole.version),
        state=_state(filed, sent, refused={objection.set_jti for objection in whole.objections}),
        announced_at=filed.announced_at,
        expires_at=filed.expires_at,
        opened_at=filed.opened_at,
        reminders=own.reminders,
        cancellation_requested=own.cancellation_requested,
        key_changed=own.key_changed,
        objections=own.objections,
        waiting=tuple(one.name for one in waiting),
        rejected=tuple((one.name, one.err) for one in waiting if one.err),
        missing=whole.missing,
        answer_due=_answer_due(filed, sent),
    )


def relatives(filed: Filed, *, context: PartnerContext) -> list[Filed]:
    """Every packet of the same referral; the packet itself where the referral is not known."""
    return [one for one in context.inbox.all() if one.thread == filed.thread]


def seen_version(filed: Filed, *, context: PartnerContext) -> int:
    """The latest version of a referral that was named to us, by a packet or by an event of the hub."""
    family = relatives(filed, context=context)
    return max(_hub_view(family, context=context).version, *(one.version for one in family))


def _hub_view(family: Sequence[Filed], *, context: PartnerContext) -> HubView:
    folders = [context.place.packet(one.packet) / "events" for one in family]
    return hub_view((note for folder in folders for note in kept_events(folder)), at=context.now())


def _state(filed: Filed, sent: Sequence[Sent], *, refused: set[str]) -> str:
    if filed.stage is Stage.STOPPED:
        return State.CONSENT_WITHDRAWN if filed.reason == WITHDRAWN else State.CANCELLED
    said = [one.name for one in sent if one.name in STATES | {_QUESTION} and one.jti not in refused]
    if not said:
        return State.SENT if filed.stage is Stage.RECEIVED else ""
    return State.CLARIFICATION_REQUESTED if said[-1] == _QUESTION else said[-1]


def _answer_due(filed: Filed, sent: Sequence[Sent]) -> bool:
    answered = any(one.name == "withdrawal-answered" and one.packet == filed.packet for one in sent)
    return filed.stage is Stage.STOPPED and bool(filed.exports) and not answered
