"""Decryption and signature checks: a parcel is taken apart: outer token, seal, inner signature.

The first half of the recipient's order of checks.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from exchange.core.errors import Malformed
from exchange.core.packet.claims import moment, text
from exchange.core.packet.packet import Packet
from exchange.core.packet.parse import read_packet
from exchange.core.packet.transfer import Transfer, read_transfer
from exchange.core.reasons import Unreadable
from exchange.partner.hub import HubConfiguration
from keys import errors as keys_errors
from keys.encoding import digest, unb64url
from keys.errors import KeysError
from keys.jwk import Purpose
from keys.objects import PACKET, PACKET_JWE, TRANSFER
from keys.ring import Ring
from keys.seal import Suite, open_sealed
from keys.sign import Verified
from keys.strictjson import loads

PARCEL_LIMIT = 1024 * 1024
AHEAD = timedelta(seconds=60)
"""How far in the future a packet may be dated (protocol section 1)."""

_CODES: dict[type[KeysError], Unreadable] = {
    keys_errors.Malformed: Unreadable.MALFORMED,
    keys_errors.TooLarge: Unreadable.TOO_LARGE,
    keys_errors.WrongType: Unreadable.MALFORMED,
    keys_errors.BadAlgorithm: Unreadable.MALFORMED,
    keys_errors.UnknownKey: Unreadable.UNKNOWN_KEY,
    keys_errors.WrongPurpose: Unreadable.UNKNOWN_KEY,
    keys_errors.KeyNotValid: Unreadable.UNKNOWN_KEY,
    keys_errors.BadSignature: Unreadable.BAD_SIGNATURE,
    keys_errors.CannotOpen: Unreadable.UNDECRYPTABLE,
    keys_errors.BadDigest: Unreadable.DIGEST_MISMATCH,
}
# A parcel sealed to a key that is not ours is one we cannot open: the sender's keys are not in question.
_SEAL_CODES = _CODES | {
    keys_errors.UnknownKey: Unreadable.UNDECRYPTABLE,
    keys_errors.WrongPurpose: Unreadable.UNDECRYPTABLE,
    keys_errors.KeyNotValid: Unreadable.UNDECRYPTABLE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    """What stood outside the seal: a verified transfer token, and the sealed object."""

    transfer: Transfer
    jwe: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    """What was inside, with its signature verified and addressed to us: from here on the packet counts as opened."""

    outer: Outer
    packet: Packet
    packet_sha256: str
    opened_with: str
    suite: Suite


@dataclass(frozen=True, slots=True, kw_only=True)
class DecryptionKeys:
    """What a recipient looks with: who it is, its keys, what it knows of its hub, and the time."""

    entity: str
    ring: Ring
    hub_configuration: HubConfiguration
    now: Callable[[], datetime]


def examine_outer(raw: bytes, *, announced: str, decryption: DecryptionKeys) -> Outer | Unreadable:
    """Size, transfer signature, audience, digest: the parcel as it came over the wire.

    `announced` is the digest under which the hub announced it.
    """
    if len(raw) > PARCEL_LIMIT:
        return Unreadable.TOO_LARGE
    try:
        transfer_jws, jwe = _parcel(raw)
        verified = decryption.hub_configuration.verify(transfer_jws, kind=TRANSFER, purpose=Purpose.PACKET)
        transfer = read_transfer(verified.claims)
    except KeysError as error:
        return _CODES.get(type(error), Unreadable.MALFORMED)
    except Malformed:
        return Unreadable.MALFORMED
    reason = _outer_claims(transfer, verified, digests=(announced, digest(jwe)), decryption=decryption)
    if reason is None and transfer.jwe_length != len(jwe):
        reason = Unreadable.DIGEST_MISMATCH
    return Outer(transfer=transfer, jwe=jwe) if reason is None else reason


def examine_inner(outer: Outer, *, decryption: DecryptionKeys) -> Inner | Unreadable:
    """Open; type, key, signature, owner of the key, audience; then the claims as a packet."""
    try:
        opened = open_sealed(outer.jwe, keys=decryption.ring, typ=PACKET_JWE, cty=PACKET.typ)
    except KeysError as error:
        return _SEAL_CODES.get(type(error), Unreadable.MALFORMED)
    try:
        verified = decryption.hub_configuration.verify(opened.plaintext, kind=PACKET, purpose=Purpose.PACKET)
        issued_at = moment(verified.claims.get("iat"), pointer="/iat")
        issuer, audience = (text(verified.claims.get(name), pointer=f"/{name}") for name in ("iss", "aud"))
        if not _owned(verified, issuer=issuer, at=issued_at, decryption=decryption):
            return Unreadable.UNKNOWN_KEY
        if audience != decryption.entity:
            return Unreadable.WRONG_AUDIENCE
        packet = read_packet(verified.claims)
    except KeysError as error:
        return _CODES.get(type(error), Unreadable.MALFORMED)
    except Malformed:
        return Unreadable.MALFORMED
    return Inner(
        outer=outer,
        packet=packet,
        packet_sha256=digest(opened.plaintext),
        opened_with=opened.kid,
        suite=opened.suite,
    )


def reopen(raw: bytes, *, packet_sha256: str, ring: Ring) -> Packet:
    """Open a parcel again that passed every check before and was stored; the digest says that it is the same one.

    Raises:
        KeysError: it is not, or the key that opens it was destroyed.
    """
    opened = open_sealed(_parcel(raw)[1], keys=ring, typ=PACKET_JWE, cty=PACKET.typ)
    if digest(opened.plaintext) != packet_sha256:
        raise keys_errors.BadDigest
    return read_packet(loads(unb64url(opened.plaintext.split(b".")[1])))


def _outer_claims(
    transfer: Transfer, verified: Verified, *, digests: tuple[str, ...], decryption: DecryptionKeys
) -> Unreadable | None:
    if not _owned(verified, issuer=transfer.issuer, at=transfer.issued_at, decryption=decryption):
        return Unreadable.UNKNOWN_KEY
    if transfer.audience != decryption.entity or transfer.to != decryption.entity:
        return Unreadable.WRONG_AUDIENCE
    if any(transfer.jwe_sha256 != one for one in digests):
        return Unreadable.DIGEST_MISMATCH
    return None


def _parcel(raw: bytes) -> tuple[str, str]:
    parcel: Any = loads(raw)
    if not isinstance(parcel, dict) or parcel.keys() != {"transfer", "packet"}:
        raise Malformed("parcel")
    transfer, jwe = parcel["transfer"], parcel["packet"]
    if not isinstance(transfer, str) or not isinstance(jwe, str) or not jwe.isascii():
        raise Malformed("parcel")
    return transfer, jwe


def _owned(verified: Verified, *, issuer: str, at: datetime, decryption: DecryptionKeys) -> bool:
    """Whether the key belongs to whom the object names, and was valid when it was signed; the future signs nothing."""
    is_hub = issuer == decryption.hub_configuration.last_known().entity
    return is_hub and verified.key.valid_at(at) and at <= decryption.now() + AHEAD
