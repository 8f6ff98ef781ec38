"""Gate of an event: the rules are asked about it once `permits` and the table of steps let it in, before it is kept."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from exchange.core.compliance.case import EventCase, ReferralCase
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.subject import Case
from exchange.core.events.event import STATES
from exchange.core.events.feedback import EVENT_CATEGORY
from exchange.core.referral.referral import HistoryLine
from exchange.core.referral.state_machine import Transition
from exchange.core.referral.transitions import OPEN
from exchange.core.rights.line import Line, LineKind
from exchange.core.verdict import Verdict
from exchange.core.vocabulary import Actor, Category
from exchange.flows.compliance.gate import through
from exchange.flows.compliance.keep_version import version_today
from exchange.flows.events.arrival import ReceivedEvent
from exchange.flows.events.requested_step import QUESTION, step_of
from exchange.ports.store import Tx
from keys.compact import read_header

_DIGESTS = ("jwe_sha256", "packet_sha256")


def judge_at_arrival(arrival: ReceivedEvent, verdict: Verdict) -> tuple[str, ...]:
    """Ask the rules about an event that was let in, and return the ids of those that did not pass.

    What they say of consent they read from its `verdict`.

    Raises:
        RuleFailed: a rule stops it; then nothing of it is kept.
    """
    return through("event-arrives", (_event(arrival, verdict), *_steps(arrival)))


def signers_at(tx: Tx, entity: str, *, at: datetime) -> Sequence[Mapping[str, Any]]:
    """The keys that a partner had published for signing events at an instant; none where nobody knows."""
    versions = tx.facts.at(FactKind.PARTNER, entity, at=at, known_at=at)
    if not versions and (partner := tx.partners.get(entity)):
        # Who was enrolled before there were versions has no other.
        versions = (version_today(partner),)
    return [key for one in versions for key in one.document["keys"]["ack"]["keys"]]


def _event(arrival: ReceivedEvent, verdict: Verdict) -> EventCase:
    event, referral = arrival.event, arrival.referral
    told = EVENT_CATEGORY.get(event.name, Category.FB_RECEIPT).value
    digests = {name: value for name in _DIGESTS if (value := getattr(event, name))}
    return EventCase(
        subject=referral.id,
        at=arrival.came_at,
        referral=referral,
        line=Line(
            kind=LineKind.TOLD,
            at=arrival.at,
            who=referral.partner,
            what=(event.name,),
            listed="events",
            categories=(told,),
            referral=referral.id,
        ),
        consent=None,
        known_at=arrival.at,
        hub=arrival.hub.origin,
        bound=None,
        covered=verdict,
        members={**event.members, **digests},
        sent=arrival.packet,
        kid=str(read_header(arrival.compact.partition(".")[0])["kid"]),
        signed_at=event.issued_at,
        signers=arrival.signers or None,
    )


def _steps(arrival: ReceivedEvent) -> Iterator[Case]:
    """The step an event leads to, if any, as the history is about to say it; those before it passed when they came."""
    event, referral = arrival.event, arrival.referral
    if event.name not in STATES | {QUESTION} or (event.name == QUESTION and referral.state in OPEN):
        # A question after acceptance is a message, and changes no state.
        return
    step = step_of(event.name, event.members, at=arrival.at)
    if not isinstance(step, Transition):
        return
    line = HistoryLine(
        referral=referral.id,
        at=arrival.at,
        origin=referral.state,
        target=step.to,
        by=Actor.PARTNER,
        who=referral.partner,
        version=referral.version,
    )
    yield ReferralCase(
        subject=referral.id,
        at=arrival.at,
        referral=referral,
        history=(line,),
        events=(event.name,),
        declared=frozenset(),
    )
