"""Negative acknowledgement: to a partner whose event was genuine and not allowed: which, why, and what is legal now."""

from exchange.core.evidence.entry import EntryType
from exchange.core.referral.facts import allowed_next
from exchange.core.verdict import Refused
from exchange.core.vocabulary import Actor
from exchange.flows.append_entry import append_entry
from exchange.flows.events.arrival import ReceivedEvent
from exchange.flows.referral.send_event import send_event


def refuse(arrival: ReceivedEvent, refused: Refused) -> None:
    """Queue `refused {set_jti, code, pointer, state, version, allowed}` (protocol section 5)."""
    tx, referral, event = arrival.tx, arrival.referral, arrival.event
    consent = tx.consents.get(referral.consent) if referral.consent else None
    allowed = allowed_next(referral, consent=consent.status if consent else None, by=Actor.PARTNER)
    members = {
        "set_jti": event.jti,
        "code": refused.reason,
        "pointer": refused.pointer,
        "state": referral.state.value,
        "version": referral.version,
        "allowed": [state.value for state in allowed],
    }
    record = {"set_jti": event.jti, "code": refused.reason, "event": event.name}
    append_entry(tx, EntryType.REFUSAL, record, hub=arrival.hub, at=arrival.at, person=referral.person)
    send_event(tx, referral, arrival.packet, "refused", members=members, hub=arrival.hub, at=arrival.at)
