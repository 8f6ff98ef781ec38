"""Proof of possession (DPoP, RFC 9449): whoever sends a request holds the key its token is bound to.

A proof is compared with the hub's configured origin, never with the Host header or `request.url`, which the caller
chooses (protocol section 1).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request

from exchange.edge.http.errors import InvalidProof, NonceNeeded
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import digest
from keys.errors import KeysError
from keys.rest import keyed_hash
from keys.sign import Proof, verify_proof

OLDEST = 60
"""Seconds after `iat` for which a proof is taken (protocol section 3)."""
AHEAD = 10
"""Seconds by which `iat` may lie in the future (protocol section 1)."""
LONGEST_JTI = 256
# Twice as long as `iat` lets a proof pass: forgotten any earlier, it could be shown again (replay).
_KEPT = timedelta(seconds=2 * (OLDEST + AHEAD))
_BUCKET = 60
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


@dataclass(frozen=True, slots=True)
class Nonces:
    """DPoP nonces without any state: an HMAC over the minute, good in that minute and the next."""

    secret: bytes = field(repr=False)

    def at(self, at: datetime) -> str:
        """Return the nonce of an instant."""
        return self._of(int(at.timestamp()) // _BUCKET)

    def holds(self, nonce: object, *, at: datetime) -> bool:
        """Say whether this is the nonce of this minute or the one before."""
        minute = int(at.timestamp()) // _BUCKET
        return nonce in {self._of(minute), self._of(minute - 1)} if isinstance(nonce, str) else False

    def _of(self, minute: int) -> str:
        return keyed_hash(self.secret, f"dpop-nonce {minute}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """A proof that fits its request but was not yet checked for reuse. `jkt` is the thumbprint of its key."""

    jkt: str
    jti: str

    def spend(self, tx: Tx, *, at: datetime) -> bool:
        """Use the proof. False if it was used before.

        It is known by key and `jti` alone: a different spelling of the address does not make it another proof.
        """
        return tx.single_use.spend("dpop", digest(f"{self.jkt} {self.jti}".encode()), until=at + _KEPT)


def read_proof(request: Request, *, hub: Hub, at: datetime, ath: str | None, nonces: Nonces | None) -> Proven:
    """Check the DPoP proof of a request in everything but reuse (RFC 9449 section 4.3).

    Args:
        request: the request; only its method, path and headers are read.
        hub: whose origin counts.
        at: the present.
        ath: digest of the access token sent along, or None where there is none.
        nonces: where given, the proof must hold a current nonce.

    Raises:
        InvalidProof: there is no proof, there are several, or this one does not fit.
        NonceNeeded: only the nonce is missing or old.
    """
    proof = _verified(request)
    claims = proof.claims
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 1 <= len(jti) <= LONGEST_JTI:
        raise InvalidProof
    if claims.get("htm") != request.method or not is_same_address(claims.get("htu"), of=hub.origin + _path(request)):
        raise InvalidProof
    if not _in_time(claims, at=at):
        raise InvalidProof
    if ath is not None and claims.get("ath") != ath:
        raise InvalidProof
    if nonces is not None and not nonces.holds(claims.get("nonce"), at=at):
        raise NonceNeeded(nonces.at(at))
    return Proven(jkt=proof.jkt, jti=jti)


def is_same_address(htu: object, *, of: str) -> bool:
    """Compare two addresses without query and fragment, as RFC 3986 sections 6.2.2 and 6.2.3 make them equal."""
    return isinstance(htu, str) and _plain(htu) == _plain(of) is not None


def is_instant(value: object) -> bool:
    """Say whether a claim is a NumericDate (RFC 7519 section 2)."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _verified(request: Request) -> Proof:
    given = request.headers.getlist("dpop")
    if len(given) != 1:
        raise InvalidProof
    try:
        return verify_proof(given[0])
    except KeysError as error:
        raise InvalidProof from error


def _path(request: Request) -> str:
    # As it came over the wire: decoded, `%2F` would look like `/`.
    raw = request.scope.get("raw_path") or request.scope["path"].encode()
    return bytes(raw).partition(b"?")[0].decode("latin-1")


def _in_time(claims: Mapping[str, Any], *, at: datetime) -> bool:
    now = at.timestamp()
    if not all(is_instant(claims[name]) for name in ("iat", "exp", "nbf") if name in claims) or "iat" not in claims:
        return False
    if not -OLDEST <= claims["iat"] - now <= AHEAD:
        return False
    # A proof needs neither; what stands there counts all the same.
    return bool(claims.get("exp", now + 1) > now and claims.get("nbf", now) <= now + AHEAD)


def _plain(address: str) -> tuple[str, str, int | None, str] | None:
    try:
        parts = urlsplit(address)
        port = parts.port or {"https": 443, "http": 80}.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname or parts.username is not None or parts.password is not None:
        return None
    return parts.scheme, parts.hostname, port, _ESCAPE.sub(_unescaped, parts.path or "/")


def _unescaped(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()
