"""Webhook signatures (Standard Webhooks 1.0.0): `v1a` (Ed25519) and `v1` (HMAC-SHA256).

What is signed is `id.timestamp.body`. A header may carry several signatures, so that a key or a secret can be changed
while both sides go on; a receiver believes a call if one of them holds.
"""

import base64
import hmac
import secrets as chance
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc.jwk import OKPKey

from keys.errors import BadAlgorithm, BadSignature, Malformed, turning_into
from keys.jwk import PrivateKey, PublicKey, Purpose
from keys.ring import KeySet, Ring

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
V1A, V1 = "v1a", "v1"
SECRET_BYTES, LEAST_SECRET, MOST_SECRET = 32, 24, 64
OVERLAP = timedelta(days=30)
"""How long the key before the present one signs as well."""
# Bounds replay: for so long a recorded call is believed once more, and all it brings about is a poll.
TOLERANCE = timedelta(minutes=5)
_SECRET, _PUBLIC = "whsec_", "whpk_"
# Each is tried with every key and secret: a header full of them would be work for nothing.
_MOST_SIGNATURES = 16
_LAST_SECOND = 253_402_300_799


@dataclass(frozen=True, slots=True)
class Genuine:
    """A call that the hub has made: its id, which stays the same when it is repeated, and when it was made (UTC)."""

    id: str
    at: datetime


def content(message_id: str, timestamp: str, body: bytes) -> bytes:
    """Write what is signed; the timestamp as it stands in its header."""
    return f"{message_id}.{timestamp}.".encode() + body


def sign_v1a(signed: bytes, key: PrivateKey) -> str:
    """Sign with an Ed25519 key.

    Raises:
        BadAlgorithm: it is another kind of key.
    """
    private = key.material.private_key if isinstance(key.material, OKPKey) else None
    if not isinstance(private, Ed25519PrivateKey):
        raise BadAlgorithm
    return f"{V1A},{_b64(private.sign(signed))}"


def sign_v1(signed: bytes, secret: bytes) -> str:
    """Sign with a shared secret."""
    return f"{V1},{_b64(hmac.digest(secret, signed, 'sha256'))}"


def signers(ring: Ring, at: datetime) -> tuple[PrivateKey, ...]:
    """Give the webhook keys to sign with: the newest valid one, and for 30 days the valid ones before it.

    Raises:
        UnknownKey: none is valid.
    """
    current = ring.current(Purpose.WEBHOOK, at)
    if at - current.public.nbf >= OVERLAP:
        return (current,)
    of_webhook = (key for key in ring if key.public.purpose is Purpose.WEBHOOK and key.kid != current.kid)
    return (current, *(key for key in of_webhook if key.public.valid_at(at)))


def new_secret() -> bytes:
    """Make a secret for `v1`."""
    return chance.token_bytes(SECRET_BYTES)


def show_secret(secret: bytes) -> str:
    """Write a secret for a person to copy: `whsec_…`."""
    return _SECRET + _b64(secret)


def read_secret(text: str) -> bytes:
    """Read what `show_secret` wrote.

    Raises:
        Malformed: it is no secret of 24 to 64 bytes.
    """
    with turning_into(Malformed):
        secret = base64.b64decode(text.removeprefix(_SECRET), validate=True)
    if not LEAST_SECRET <= len(secret) <= MOST_SECRET:
        raise Malformed("secret")
    return secret


def show_key(key: PublicKey) -> str:
    """Write a public key the way Standard Webhooks does: `whpk_…`.

    Raises:
        BadAlgorithm: it is no Ed25519 key.
    """
    return _PUBLIC + _b64(_public(key).public_bytes_raw())


def verify(
    headers: Mapping[str, str], body: bytes, *, at: datetime, keys: KeySet, secrets: Sequence[bytes] = ()
) -> Genuine:
    """Verify a call: one of its signatures holds with one of the keys or secrets, and it was made within 5 minutes.

    Raises:
        Malformed: a header is missing or is not what it should be.
        BadSignature: none holds (empty detail), or the call is too old or too new (`time`).
    """
    message_id, timestamp = _header(headers, ID), _header(headers, TIMESTAMP)
    made = _instant(timestamp)
    if abs(made - at) > TOLERANCE:
        raise BadSignature("time")
    believed = [key for key in keys.of(Purpose.WEBHOOK) if key.valid_at(made) and key.valid_at(at)]
    signed = content(message_id, timestamp, body)
    for version, raw in _signatures(_header(headers, SIGNATURE)):
        proofs = believed if version == V1A else secrets if version == V1 else ()
        if any(_holds(raw, signed, one) for one in proofs):
            return Genuine(message_id, made)
    raise BadSignature


def _instant(timestamp: str) -> datetime:
    if not timestamp.isascii() or not timestamp.isdecimal() or int(timestamp[:12]) > _LAST_SECOND:
        raise Malformed(TIMESTAMP)
    return datetime.fromtimestamp(int(timestamp[:12]), UTC)


def _header(headers: Mapping[str, str], name: str) -> str:
    found = [value for given, value in headers.items() if given.lower() == name]
    if len(found) != 1 or not found[0].isprintable():
        raise Malformed(name)
    return found[0]


def _signatures(header: str) -> Iterator[tuple[str, bytes]]:
    """Read what can be read of the list; other versions and broken entries prove nothing and spoil nothing."""
    for one in header.split(" ")[:_MOST_SIGNATURES]:
        version, comma, text = one.partition(",")
        try:
            raw = base64.b64decode(text, validate=True)
        except ValueError:
            continue
        if comma:
            yield version, raw


def _holds(raw: bytes, signed: bytes, proof: PublicKey | bytes) -> bool:
    if isinstance(proof, bytes):
        return hmac.compare_digest(raw, hmac.digest(proof, signed, "sha256"))
    try:
        with turning_into(BadSignature):
            _public(proof).verify(raw, signed)
    except BadSignature:
        return False
    return True


def _public(key: PublicKey) -> Ed25519PublicKey:
    public = key.material.public_key if isinstance(key.material, OKPKey) else None
    if not isinstance(public, Ed25519PublicKey):
        raise BadAlgorithm
    return public


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
