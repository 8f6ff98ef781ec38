"""An event of a partner comes in: is it genuine, is it new, is its turn; then it has its effect, exactly once.

What is answered here says only whether the event is genuine and its verdict durable (protocol section 5). A refusal of
its content travels back as a `refused` event, over the acknowledgement's own route.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from exchange.core.ack import PARTNER_EVENTS, Err, Event, read_event
from exchange.core.errors import Refusal
from exchange.core.letters import Incoming
from exchange.core.log import LeafType
from exchange.core.matter import Referral, StoredPacket
from exchange.core.partner import Partner, Standing
from exchange.core.verdict import Refused
from exchange.flows.evidence import note
from exchange.flows.heed import heed
from exchange.flows.refuse import refuse
from exchange.flows.step import keep
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import unb64url
from keys.errors import KeysError, TooLarge
from keys.jwk import Purpose
from keys.objects import EVENT
from keys.ring import KeySet
from keys.sign import Verified, peek, verify
from keys.strictjson import loads

FUTURE = timedelta(seconds=60)
ACCEPTED, PARKED = "accepted", "parked"


class NotTaken(Refusal):
    """The event was not taken: it is not genuine, or not for this hub. `detail` is the code of RFC 8935."""

    code = "SENDER_EVENT_NOT_TAKEN"
    status = 400
    retryable = "never"
    de = "Die Meldung wurde nicht angenommen: Sie ist nicht echt oder nicht für diese Stelle."

    def __init__(self, err: Err, description: str) -> None:
        super().__init__(err.value)
        self.err = err
        self.description = description


@dataclass(frozen=True, slots=True)
class Letter:
    """A genuine event with what makes it the same again: the digest of its signing input."""

    event: Event
    compact: str
    signing_sha256: str


def receive(compact: str, *, client: str, hub: Hub) -> str:
    """Take one event and return its verdict: `accepted`, `parked`, or the code with which its content was refused.

    Durable when it returns. The same event again gets the same verdict and has no second effect.

    Raises:
        NotTaken: it is not a genuine event of this client about one of its packets; nothing was stored.
    """
    at = hub.clock.now()
    with hub.store.transaction() as tx:
        letter = _genuine(tx, compact, client=client, hub=hub, at=at)
        packet = tx.referrals.packet(letter.event.packet)
        if packet is None or packet.partner != client:
            raise NotTaken(Err.INVALID_REQUEST, "no such packet")
        referral = tx.referrals.lock(packet.referral)
        if referral is None:
            raise NotTaken(Err.INVALID_REQUEST, "no such packet")
        before = tx.inbox.get(client, letter.event.jti)
        if before is not None:
            return _again(tx, before, letter, referral=referral, packet=packet, hub=hub, at=at)
        return _first(tx, letter, referral=referral, packet=packet, hub=hub, at=at)


def _genuine(tx: Tx, compact: str, *, client: str, hub: Hub, at: datetime) -> Letter:
    partner = tx.partners.get(client)
    if partner is None or partner.standing is not Standing.ACTIVE:
        raise NotTaken(Err.ACCESS_DENIED, "not an active partner")
    verified = _verified(compact, partner, client=client)
    try:
        event = read_event(verified.claims)
    except Refusal as error:
        raise NotTaken(Err.INVALID_REQUEST, "not an event of rx-1") from error
    if event.audience != hub.origin:
        raise NotTaken(Err.INVALID_AUDIENCE, "aud is not this hub")
    if event.issuer != client:
        raise NotTaken(Err.INVALID_ISSUER, "iss is not the owner of the key")
    if event.issued_at > at + FUTURE:
        raise NotTaken(Err.INVALID_REQUEST, "iat is in the future")
    if event.name not in PARTNER_EVENTS:
        raise NotTaken(Err.INVALID_REQUEST, "a partner does not send this event")
    if not verified.key.valid_at(event.issued_at) or not _believed(verified, at=at):
        raise NotTaken(Err.INVALID_KEY, "the key was not valid when this was signed")
    return Letter(event, compact, verified.signing_sha256)


def _verified(compact: str, partner: Partner, *, client: str) -> Verified:
    try:
        if peek(compact, kind=EVENT).get("iss") != client:
            raise NotTaken(Err.INVALID_ISSUER, "iss is not the caller")
        return verify(compact, kind=EVENT, keys=KeySet.from_jwks(partner.jwks["ack"], Purpose.ACK))
    except TooLarge as error:
        raise NotTaken(Err.INVALID_REQUEST, "too large") from error
    except KeysError as error:
        # Which check failed is no secret, but a code per kind of fault keeps the answer inside RFC 8935.
        known = {"unknown-key": Err.INVALID_KEY, "bad-signature": Err.AUTHENTICATION_FAILED}
        raise NotTaken(known.get(error.code, Err.INVALID_REQUEST), error.code) from error


def _believed(verified: Verified, *, at: datetime) -> bool:
    # After `revoked_at` only objects that were stored before it verify (protocol section 1).
    revoked = verified.key.revoked
    return revoked is None or at < revoked.revoked_at


def _again(
    tx: Tx, before: Incoming, letter: Letter, *, referral: Referral, packet: StoredPacket, hub: Hub, at: datetime
) -> str:
    if before.signing_sha256 == letter.signing_sha256:
        return before.verdict
    record = {"issuer": before.issuer, "jti": before.jti, "what": "jti-conflict"}
    note(tx, LeafType.VERIFICATION_FAILED, record, hub=hub, at=at)
    event, refused = letter.event, Refused("conflict")
    its_turn = event.referral == referral.id and event.seq == referral.partner_seq + 1
    if its_turn:
        referral = keep(tx, replace(referral, partner_seq=event.seq or 0, partner_prev=letter.signing_sha256))
    refuse(tx, event, refused, referral=referral, packet=packet, hub=hub, at=at)
    if its_turn:
        _catch_up(tx, referral.id, client=event.issuer, hub=hub, at=at)
    return refused.reason


def _first(tx: Tx, letter: Letter, *, referral: Referral, packet: StoredPacket, hub: Hub, at: datetime) -> str:
    event = letter.event
    if event.seq is None:
        return _unthreaded(tx, letter, referral=referral, packet=packet, hub=hub, at=at)
    if event.referral != referral.id or event.seq <= referral.partner_seq:
        wrong = Refused("seq-spent" if event.referral == referral.id else "another-referral")
        return _refuse(tx, letter, wrong, referral=referral, packet=packet, hub=hub, at=at)
    if event.seq > referral.partner_seq + 1:
        _keep(tx, letter, PARKED, content=letter.compact, referral=referral, at=at)
        return PARKED
    verdict = _turn(tx, letter, referral=referral, packet=packet, hub=hub, at=at)
    _catch_up(tx, referral.id, client=event.issuer, hub=hub, at=at)
    return verdict


def _unthreaded(tx: Tx, letter: Letter, *, referral: Referral, packet: StoredPacket, hub: Hub, at: datetime) -> str:
    """An event about a packet that was not opened has no place in the thread."""
    if letter.event.jwe_sha256 != packet.jwe_sha256:
        return _refuse(tx, letter, Refused("digest-mismatch"), referral=referral, packet=packet, hub=hub, at=at)
    return _effect(tx, letter, referral=referral, packet=packet, hub=hub, at=at)


def _turn(tx: Tx, letter: Letter, *, referral: Referral, packet: StoredPacket, hub: Hub, at: datetime) -> str:
    """It is this event's turn: its seq is spent whatever becomes of it."""
    event, before = letter.event, referral.partner_prev
    referral = keep(tx, replace(referral, partner_seq=event.seq or 0, partner_prev=letter.signing_sha256))
    wrong = ""
    if event.prev_sha256 != before:
        wrong = "thread-broken"
    elif (event.packet_sha256, event.jwe_sha256) != (packet.packet_sha256, packet.jwe_sha256):
        wrong = "digest-mismatch"
    if wrong:
        return _refuse(tx, letter, Refused(wrong), referral=referral, packet=packet, hub=hub, at=at)
    return _effect(tx, letter, referral=referral, packet=packet, hub=hub, at=at)


def _effect(tx: Tx, letter: Letter, *, referral: Referral, packet: StoredPacket, hub: Hub, at: datetime) -> str:
    verdict = heed(tx, letter.event, referral=referral, packet=packet, hub=hub, at=at)
    if isinstance(verdict, Refused):
        current = tx.referrals.get(referral.id) or referral
        return _refuse(tx, letter, verdict, referral=current, packet=packet, hub=hub, at=at)
    _keep(tx, letter, ACCEPTED, content=letter.compact, referral=referral, at=at)
    record = {"event": letter.event.name, "jti": letter.event.jti, "signing_sha256": letter.signing_sha256}
    note(tx, LeafType.ACKNOWLEDGEMENT, record, hub=hub, at=at, person=referral.person)
    return ACCEPTED


def _refuse(
    tx: Tx, letter: Letter, refused: Refused, *, referral: Referral, packet: StoredPacket, hub: Hub, at: datetime
) -> str:
    """Keep of a refused event what identifies it, and nothing of its content; tell the partner why."""
    _keep(tx, letter, refused.reason, content="", referral=referral, at=at)
    refuse(tx, letter.event, refused, referral=referral, packet=packet, hub=hub, at=at)
    return refused.reason


def _catch_up(tx: Tx, referral_id: str, *, client: str, hub: Hub, at: datetime) -> None:
    """Let parked events have their turn, as far as the sequence now reaches."""
    for waiting in tx.inbox.parked(referral_id, client):
        referral, packet = tx.referrals.lock(referral_id), tx.referrals.packet(waiting.packet)
        if referral is None or packet is None or waiting.seq is None or waiting.seq > referral.partner_seq + 1:
            return
        letter = Letter(_read_kept(waiting.content), waiting.content, waiting.signing_sha256)
        if waiting.seq <= referral.partner_seq:
            # Two came early under one number; the first of them has spent it.
            _refuse(tx, letter, Refused("seq-spent"), referral=referral, packet=packet, hub=hub, at=at)
        else:
            _turn(tx, letter, referral=referral, packet=packet, hub=hub, at=at)


def _read_kept(compact: str) -> Event:
    """Read an event that was verified when it was parked."""
    claims: dict[str, Any] = loads(unb64url(compact.split(".")[1]))
    return read_event(claims)


def _keep(tx: Tx, letter: Letter, verdict: str, *, content: str, referral: Referral, at: datetime) -> None:
    event = letter.event
    if tx.inbox.get(event.issuer, event.jti) is not None:
        tx.inbox.unpark(event.issuer, event.jti, verdict=verdict, content=content)
        return
    incoming = Incoming(
        issuer=event.issuer,
        jti=event.jti,
        signing_sha256=letter.signing_sha256,
        # The matter of the packet, whatever the event says: nothing is filed under another one.
        referral=referral.id,
        packet=event.packet,
        name=event.name,
        seq=event.seq,
        verdict=verdict,
        content=content,
        received_at=at,
    )
    tx.inbox.add(incoming, person=referral.person)
