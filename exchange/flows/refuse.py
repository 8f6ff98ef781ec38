"""Answer a partner whose event was genuine and not allowed: which, why, and what is legal now."""

from datetime import datetime

from exchange.core.ack import Event
from exchange.core.log import LeafType
from exchange.core.matter import Referral, StoredPacket
from exchange.core.verdict import Refused
from exchange.core.vocabulary import Actor
from exchange.flows.evidence import note
from exchange.flows.step import allowed_next
from exchange.flows.tell import tell
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


def refuse(
    tx: Tx, event: Event, refused: Refused, *, referral: Referral, packet: StoredPacket, hub: Hub, at: datetime
) -> Referral:
    """Queue `refused {set_jti, code, pointer, state, version, allowed}` (protocol section 5)."""
    consent = tx.consents.get(referral.consent) if referral.consent else None
    allowed = allowed_next(referral, consent=consent, by=Actor.PARTNER)
    members = {
        "set_jti": event.jti,
        "code": refused.reason,
        "pointer": refused.pointer,
        "state": referral.state.value,
        "version": referral.version,
        "allowed": [state.value for state in allowed],
    }
    record = {"set_jti": event.jti, "code": refused.reason, "event": event.name}
    note(tx, LeafType.REFUSAL, record, hub=hub, at=at, person=referral.person)
    return tell(tx, referral, packet, "refused", members=members, hub=hub, at=at)
