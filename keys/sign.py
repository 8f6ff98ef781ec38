"""Signatures (JWS, RFC 7515): signed objects, compact JWS of exactly our kinds (protocol section 1).

The signature is checked on the bytes received; only then is the payload parsed. The algorithms are in `keys.jwa`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from keys import jwa
from keys import material as matter
from keys.compact import check_members, read_header, split
from keys.encoding import b64url, digest, unb64url
from keys.errors import (
    BadAlgorithm,
    Malformed,
    TooLarge,
    UnknownKey,
    WrongPurpose,
    WrongType,
)
from keys.jwk import PrivateKey, PublicKey
from keys.material import Material, thumbprint
from keys.objects import DPOP, ENTITY_STATEMENT, Kind
from keys.ring import KeySet
from keys.strictjson import dumps, loads

_PARTS = 3


@dataclass(frozen=True, slots=True)
class Verified:
    """A signed object whose signature holds.

    `claims` is the parsed payload, `payload` the bytes that were signed; `signing_sha256` is the digest by which two
    objects are called the same, whatever their signatures (protocol section 5). Whether `key` was valid at the time
    that matters is the caller's question: `key.valid_at(at)`.
    """

    claims: dict[str, Any]
    kid: str
    key: PublicKey
    payload: bytes
    signing_sha256: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A DPoP proof whose signature holds; `jkt` is the thumbprint of the key inside it (RFC 9449 section 6.1)."""

    claims: dict[str, Any]
    jkt: str
    alg: str


def sign(claims: Mapping[str, Any], *, kind: Kind, key: PrivateKey) -> str:
    """Sign claims as one kind of object.

    Raises:
        WrongPurpose: this key does not sign this kind.
        BadAlgorithm: its algorithm is not for this kind.
        TooLarge: the object would exceed the kind's limit.
        Malformed: the claims cannot be said in JSON.
    """
    _check_signer(kind, key)
    return _signed(dumps(claims), kind=kind, key=key)


def sign_payload(payload: bytes, *, kind: Kind, key: PrivateKey) -> str:
    """Sign claims that `keys.strictjson.dumps` has written already. Raises as `sign` does."""
    _check_signer(kind, key)
    return _signed(payload, kind=kind, key=key)


def verify(compact: str | bytes, *, kind: Kind, keys: KeySet) -> Verified:
    """Verify an object of one kind with the key its `kid` names, among the keys that may sign this kind.

    Raises:
        TooLarge, Malformed, WrongType, BadAlgorithm: it is not an object of this kind.
        UnknownKey, WrongPurpose: its key is not known, or is for something else.
        BadSignature: the signature does not hold.
    """
    segments = split(compact, parts=_PARTS, limit=kind.limit)
    key, payload = _checked(segments, kind=kind, keys=keys)
    return Verified(_claims(payload), key.kid, key, payload, digest(f"{segments[0]}.{segments[1]}"))


def verify_proof(compact: str | bytes) -> Proof:
    """Verify a DPoP proof with the public key in its own header (RFC 9449 section 4.3, steps on the JWT itself).

    Raises:
        TooLarge, Malformed, WrongType, BadAlgorithm, KeyNotValid: it is no proof, or its key is private or weak.
        BadSignature: the signature does not hold.
    """
    segments = split(compact, parts=_PARTS, limit=DPOP.limit)
    header = _header(segments[0], DPOP)
    jwk = header["jwk"]
    if not isinstance(jwk, dict):
        raise Malformed("jwk")
    material = matter.read_public(jwk, alg=header["alg"])
    payload = _verified_payload(segments, alg=header["alg"], material=material)
    return Proof(_claims(payload), thumbprint(jwk), header["alg"])


def peek(compact: str | bytes, *, kind: Kind) -> dict[str, Any]:
    """Read the little that may be read before verification: `iss` and `sub`, where they are text.

    Of an entity configuration (`iss` = `sub`) also its `jwks`, which it is verified with (protocol section 1).
    Nothing here is true yet.

    Raises:
        TooLarge, Malformed, WrongType, BadAlgorithm: it is not an object of this kind.
    """
    segments = split(compact, parts=_PARTS, limit=kind.limit)
    _header(segments[0], kind)
    claims = _claims(unb64url(segments[1]))
    seen = {name: claims[name] for name in ("iss", "sub") if isinstance(claims.get(name), str)}
    if kind is ENTITY_STATEMENT and "jwks" in claims and seen.get("iss", "") == seen.get("sub"):
        seen["jwks"] = claims["jwks"]
    return seen


def header_length(kind: Kind, key: PrivateKey) -> int:
    """How many bytes the header of such an object takes as JSON."""
    return len(_header_of(key.public.alg, kind.typ, key.kid))


def _check_signer(kind: Kind, key: PrivateKey) -> None:
    if key.public.purpose not in kind.purposes:
        raise WrongPurpose
    if key.public.alg not in kind.algs:
        raise BadAlgorithm


def _signed(payload: bytes, *, kind: Kind, key: PrivateKey) -> str:
    header = (
        _header_with_key(kind, key) if "jwk" in kind.members else _header_segment(key.public.alg, kind.typ, key.kid)
    )
    signing_input = f"{header}.{b64url(payload)}"
    signature = jwa.sign(signing_input.encode(), alg=key.public.alg, material=key.material)
    compact = f"{signing_input}.{b64url(signature)}"
    if len(compact) > kind.limit:
        raise TooLarge
    return compact


def _checked(segments: tuple[str, ...], *, kind: Kind, keys: KeySet) -> tuple[PublicKey, bytes]:
    """Do everything that comes before the payload is parsed."""
    header = _header(segments[0], kind)
    key = _key(header, kind=kind, keys=keys)
    # The algorithm is the key's, whatever the header claims (RFC 8725 section 3.1).
    if key.alg != header["alg"]:
        raise BadAlgorithm
    return key, _verified_payload(segments, alg=key.alg, material=key.material)


def _header_of(alg: str, typ: str, kid: str) -> bytes:
    return dumps({"alg": alg, "typ": typ, "kid": kid})


@lru_cache(maxsize=256)
def _header_segment(alg: str, typ: str, kid: str) -> str:
    return b64url(_header_of(alg, typ, kid))


def _header_with_key(kind: Kind, key: PrivateKey) -> str:
    return b64url(dumps({"alg": key.public.alg, "typ": kind.typ, "jwk": matter.public_members(key.public.material)}))


# A signer writes the same header again and again. What is kept is what the text says, never whether that is allowed.
@lru_cache(maxsize=256)
def _said(segment: str) -> Mapping[str, Any]:
    return MappingProxyType(dict(read_header(segment)))


def _header(segment: str, kind: Kind) -> Mapping[str, Any]:
    header = _said(segment)
    if not isinstance(header.get("alg"), str) or header["alg"] not in kind.algs:
        raise BadAlgorithm
    check_members(header, members=kind.members, optional=kind.optional)
    if not isinstance(header.get("typ", kind.typ), str) or header.get("typ", kind.typ) not in kind.types:
        raise WrongType
    return header


def _key(header: Mapping[str, Any], *, kind: Kind, keys: KeySet) -> PublicKey:
    if "kid" not in header:
        # Where the client has one key (protocol section 3). Nothing is tried key by key: then a caller would choose by
        # which of them it is judged.
        candidates = keys.of(kind.purposes) if "kid" in kind.optional else ()
        if len(candidates) != 1:
            raise UnknownKey
        return candidates[0]
    if not isinstance(header["kid"], str):
        raise Malformed("kid")
    return keys.find(header["kid"], kind.purposes)


def _verified_payload(segments: tuple[str, ...], *, alg: str, material: Material) -> bytes:
    payload, signature = unb64url(segments[1]), unb64url(segments[2])
    # As it came, never written anew out of what it decodes to: that may be other bytes.
    signing_input = f"{segments[0]}.{segments[1]}".encode()
    jwa.verify(signature, signing_input, alg=alg, material=material)
    return payload


def _claims(payload: bytes) -> dict[str, Any]:
    claims = loads(payload)
    if not isinstance(claims, dict):
        raise Malformed("claims")
    return claims
