"""Authenticity of an event: is it what an active partner of this hub signed, for this hub, with a key that counts?

Whether it is about a packet of this partner is asked when the packet's person is held.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from exchange.core.errors import Refusal
from exchange.core.events.event import PARTNER_EVENTS, Err, Event, read_event
from exchange.core.partner.partner import Partner, PartnerStatus
from exchange.ports.hub import Hub
from keys.errors import KeysError
from keys.jwk import Purpose
from keys.objects import EVENT
from keys.ring import KeySet
from keys.sign import Verified, peek, verify

FUTURE = timedelta(seconds=60)
"""By so much the clock of who signed an event may be ahead of ours (protocol section 1)."""


class EventRejected(Refusal):
    """The event was not taken: it is not genuine, or not for this hub. `detail` is the code of RFC 8935."""

    code = "SENDER_EVENT_NOT_TAKEN"
    status = 400
    retryable = "never"
    de = "Die Meldung wurde nicht angenommen: Sie ist nicht echt oder nicht für diese Stelle."

    def __init__(self, err: Err, description: str) -> None:
        super().__init__(err.value)
        self.err = err
        self.description = description


@dataclass(frozen=True, slots=True, kw_only=True)
class GenuineEvent:
    """An event that its issuer signed, as it came, and the digest of its signing input.

    `signers` are the keys its issuer has published for signing events, among which is the one that signed it.
    """

    event: Event
    compact: str
    signing_sha256: str
    signers: Sequence[Mapping[str, Any]]


def genuine(compact: str, partner: Partner | None, *, client: str, hub: Hub, at: datetime) -> GenuineEvent:
    """Read an event of a client that calls; `partner` is what is known of it.

    Raises:
        EventRejected: it is not a genuine event of this client for this hub.
    """
    if partner is None or partner.standing is not PartnerStatus.ACTIVE:
        raise EventRejected(Err.ACCESS_DENIED, "not an active partner")
    verified = _verified(compact, partner, client=client)
    event = _event(verified, hub=hub, at=at)
    signers = partner.jwks["ack"]["keys"]
    return GenuineEvent(event=event, compact=compact, signing_sha256=verified.signing_sha256, signers=signers)


def _event(verified: Verified, *, hub: Hub, at: datetime) -> Event:
    try:
        event = read_event(verified.claims)
    except Refusal as error:
        raise EventRejected(Err.INVALID_REQUEST, "not an event of rx-1") from error
    if event.audience != hub.origin:
        raise EventRejected(Err.INVALID_AUDIENCE, "aud is not this hub")
    if event.issued_at > at + FUTURE:
        raise EventRejected(Err.INVALID_REQUEST, "iat is in the future")
    if event.name not in PARTNER_EVENTS:
        raise EventRejected(Err.INVALID_REQUEST, "a partner does not send this event")
    if not verified.key.valid_at(event.issued_at) or not _believed(verified, at=at):
        raise EventRejected(Err.INVALID_KEY, "the key was not valid when this was signed")
    return event


def _verified(compact: str, partner: Partner, *, client: str) -> Verified:
    try:
        if peek(compact, kind=EVENT).get("iss") != client:
            raise EventRejected(Err.INVALID_ISSUER, "iss is not the caller")
        return verify(compact, kind=EVENT, keys=KeySet.from_jwks(partner.jwks["ack"], Purpose.ACK))
    except KeysError as error:
        # Which check failed is no secret, but a code per kind of fault keeps the answer inside RFC 8935.
        known = {"unknown-key": Err.INVALID_KEY, "bad-signature": Err.AUTHENTICATION_FAILED}
        raise EventRejected(known.get(error.code, Err.INVALID_REQUEST), error.code) from error


def _believed(verified: Verified, *, at: datetime) -> bool:
    # After `revoked_at` only objects that were stored before it verify (protocol section 1).
    revoked = verified.key.revoked
    return revoked is None or at < revoked.revoked_at
