"""Gate of an event: the rules are asked about it once `permits` and the table of steps let it in, before it is kept."""

from exchange.core.compliance.case import EventCase
from exchange.core.events.feedback import EVENT_CATEGORY
from exchange.core.rights.line import Line, LineKind
from exchange.core.verdict import Verdict
from exchange.core.vocabulary import Category
from exchange.flows.compliance.gate import through
from exchange.flows.events.arrival import ReceivedEvent

_DIGESTS = ("jwe_sha256", "packet_sha256")


def judge_at_arrival(arrival: ReceivedEvent, verdict: Verdict) -> None:
    """Ask the rules about an event that was let in; what they say of consent they read from its `verdict`.

    Raises:
        RuleFailed: a rule stops it; then nothing of it is kept.
    """
    event, referral = arrival.event, arrival.referral
    told = EVENT_CATEGORY.get(event.name, Category.FB_RECEIPT).value
    digests = {name: value for name in _DIGESTS if (value := getattr(event, name))}
    case = EventCase(
        subject=referral.id,
        at=arrival.at,
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
    )
    through("event-arrives", (case,))
