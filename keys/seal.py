"""Authenticated encryption (JWE, RFC 7516): sealed objects, one compact JWE for one recipient (protocol section 2).

Two suites, chosen by the recipient's key and never by fallback: `hybrid` is HPKE-9-KE, `classic` is
ECDH-ES+A256KW by joserfc. Content is AES-256-GCM in both; the protected header is the associated data.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import jwe
from joserfc.jwk import ECKey, OKPKey

from keys import hpke
from keys.compact import check_members, read_header, split
from keys.encoding import b64url, unb64url
from keys.errors import BadAlgorithm, CannotOpen, Malformed, TooLarge, WrongPurpose, WrongType, turning_into
from keys.hpke import HybridPrivate, HybridPublic
from keys.jwk import PrivateKey, PublicKey, Purpose
from keys.material import ECDH, read_public
from keys.ring import Ring
from keys.strictjson import dumps

PLAINTEXT_LIMIT = 512 * 1024
SEALED_LIMIT = 704 * 1024
"""In bytes: the largest bucket of an inner object, and what it is at most once sealed."""

_PARTS = 5
_ENC = "A256GCM"
_CEK_BYTES, _IV_BYTES, _TAG_BYTES, _WRAPPED_BYTES = 32, 12, 16, 40
_MEMBERS = frozenset({"alg", "enc", "kid", "typ", "cty"})
_EPK_MEMBERS = {"EC": {"kty", "crv", "x", "y"}, "OKP": {"kty", "crv", "x"}}


class Suite(StrEnum):
    """How a content key is protected: with or without a post-quantum half."""

    HYBRID = "hybrid"
    CLASSIC = "classic"


_SUITES = {hpke.ALG: Suite.HYBRID, ECDH: Suite.CLASSIC}


@dataclass(frozen=True, slots=True)
class Opened:
    """What was inside, which of our keys opened it, how it was sealed, and what its header said beside that."""

    plaintext: bytes
    kid: str
    suite: Suite
    said: Mapping[str, Any] = field(default_factory=dict)


class _Registry(jwe.JWERegistry):
    """joserfc's own limits refuse our sizes: headers over 1 KiB, content over 64 KiB."""

    max_protected_header_length = 4096
    max_ciphertext_length = SEALED_LIMIT


# Which members a header may have is decided here (`check_members`), before joserfc sees it: it knows no lists of kinds.
_REGISTRY = _Registry(algorithms=[ECDH, _ENC], strict_check_header=False)
_NOTHING: Mapping[str, Any] = {}


def suite_of(key: PublicKey) -> Suite:
    """Say which suite this recipient's key means.

    Raises:
        WrongPurpose: nothing is sealed to such a key.
    """
    if key.purpose is not Purpose.ENC:
        raise WrongPurpose
    return _SUITES[key.alg]


def seal(plaintext: bytes, *, to: PublicKey, typ: str, cty: str, more: Mapping[str, Any] = _NOTHING) -> str:
    """Seal bytes to one recipient. Returns a compact JWE.

    `more` is what its protected header says beside the five members and `ek` or `epk`: readable to everybody on the
    way, and changed by nobody.

    Raises:
        TooLarge: more than 512 KiB.
        WrongPurpose: the key is not an encryption key.
    """
    if len(plaintext) > PLAINTEXT_LIMIT:
        raise TooLarge
    header = {**more, "alg": to.alg, "enc": _ENC, "kid": to.kid, "typ": typ, "cty": cty}
    if suite_of(to) is Suite.CLASSIC:
        return _seal_classic(plaintext, header, to.material)
    return _seal_hybrid(plaintext, header, to.material)


def open_sealed(compact: str | bytes, *, keys: Ring, typ: str, cty: str, more: frozenset[str] = frozenset()) -> Opened:
    """Open a compact JWE with the one of our keys that its header names; `more` are members it has of its own.

    Raises:
        TooLarge, Malformed, BadAlgorithm, WrongType: it is not what was asked for.
        UnknownKey, WrongPurpose: it is not sealed to an encryption key of ours.
        CannotOpen: it was changed, or sealed to another key under this one's name.
    """
    segments = split(compact, parts=_PARTS, limit=SEALED_LIMIT)
    header = read_header(segments[0])
    suite = _check_header(header, typ=typ, cty=cty, more=more)
    key = keys.find(header["kid"], Purpose.ENC)
    parts = tuple(unb64url(segment) for segment in segments[1:])
    _check_lengths(parts, suite)
    opener = _open_hybrid if suite is Suite.HYBRID else _open_classic
    plaintext = opener(segments, header=header, parts=parts, key=key)
    if len(plaintext) > PLAINTEXT_LIMIT:
        raise TooLarge
    return Opened(plaintext, key.kid, suite, {name: header[name] for name in more})


def _check_header(header: Mapping[str, Any], *, typ: str, cty: str, more: frozenset[str]) -> Suite:
    suite = _SUITES.get(header["alg"]) if isinstance(header.get("alg"), str) else None
    if suite is None or header.get("enc") != _ENC:
        raise BadAlgorithm
    check_members(header, members=_MEMBERS | more | {"ek" if suite is Suite.HYBRID else "epk"})
    if (header["typ"], header["cty"]) != (typ, cty):
        raise WrongType
    if not isinstance(header["kid"], str):
        raise Malformed("kid")
    return suite


def _check_lengths(parts: tuple[bytes, ...], suite: Suite) -> None:
    encrypted_key, iv, _ciphertext, tag = parts
    wrapped = hpke.ENCRYPTED_KEY_BYTES if suite is Suite.HYBRID else _WRAPPED_BYTES
    # The cipher cuts its 16 bytes of tag off what the segments make together: parted elsewhere, they would be a second
    # spelling of the same object.
    if (len(encrypted_key), len(iv), len(tag)) != (wrapped, _IV_BYTES, _TAG_BYTES):
        raise CannotOpen("length")


def _seal_hybrid(plaintext: bytes, header: dict[str, Any], to: object) -> str:
    if not isinstance(to, HybridPublic):
        raise BadAlgorithm
    # A content key of its own for each object, so a nonce can never come twice under one key.
    cek, iv = secrets.token_bytes(_CEK_BYTES), secrets.token_bytes(_IV_BYTES)
    ek, encrypted_key = hpke.wrap_key(cek, to=to)
    protected = b64url(dumps(header | {"ek": b64url(ek)}))
    # The header as it is sent is the associated data (RFC 7516 section 5.1): with another `kid` or `typ` nothing opens.
    sealed = AESGCM(cek).encrypt(iv, plaintext, protected.encode())
    segments = (encrypted_key, iv, sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:])
    return ".".join((protected, *map(b64url, segments)))


def _seal_classic(plaintext: bytes, header: dict[str, Any], to: object) -> str:
    if not isinstance(to, ECKey | OKPKey):
        raise BadAlgorithm
    with turning_into(CannotOpen):
        return jwe.encrypt_compact(dict(header), plaintext, to, registry=_REGISTRY)


def _open_hybrid(
    segments: tuple[str, ...], *, header: Mapping[str, Any], parts: tuple[bytes, ...], key: PrivateKey
) -> bytes:
    if not isinstance(header["ek"], str):
        raise Malformed("ek")
    # The header named the suite, and anybody can write a header: our key has the last word, there is no fallback.
    if not isinstance(key.material, HybridPrivate):
        raise BadAlgorithm
    encrypted_key, iv, ciphertext, tag = parts
    cek = hpke.unwrap_key(unb64url(header["ek"]), encrypted_key, key=key.material)
    with turning_into(CannotOpen):
        return AESGCM(cek).decrypt(iv, ciphertext + tag, segments[0].encode())


def _open_classic(
    segments: tuple[str, ...], *, header: Mapping[str, Any], parts: tuple[bytes, ...], key: PrivateKey
) -> bytes:
    del parts  # joserfc decodes them itself; they were checked to be canonical and of their lengths
    epk = header["epk"]
    if not isinstance(epk, dict) or epk.keys() != _EPK_MEMBERS.get(str(epk.get("kty"))):
        raise Malformed("epk")
    # A point off the curve or of low order would ask our key questions, or give a secret that everybody knows.
    read_public(epk, alg=ECDH)
    if not isinstance(key.material, ECKey | OKPKey):
        raise BadAlgorithm
    with turning_into(CannotOpen):
        opened = jwe.decrypt_compact(".".join(segments), key.material, registry=_REGISTRY)
    return opened.plaintext or b""
