"""Sender-constrained access tokens (RFC 9068, RFC 9449): those of this hub, read and checked."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from exchange.core.partner.partner import PartnerStatus
from exchange.edge.auth.dpop import is_instant
from exchange.edge.http.errors import Unauthenticated
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.errors import KeysError
from keys.jwk import PublicKey
from keys.objects import ACCESS_TOKEN
from keys.ring import KeySet
from keys.sign import Verified, verify

_LATEST = 2**33
_TEXTS = ("sub", "client_id", "jti", "scope")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a valid token of this hub says. `jkt` is the thumbprint of the key it is bound to."""

    client: str
    scopes: frozenset[str]
    jti: str
    jkt: str
    issued_at: datetime
    ends_at: datetime

    def stands(self, tx: Tx, *, hub: Hub) -> bool:
        """Say whether the token was neither revoked nor its client suspended."""
        if tx.single_use.revoked(self.jti):
            return False
        # Clients of the hub's own have addresses below the hub's (protocol section 1); everybody else is a partner.
        # One that is not in the store is configured.
        if self.client.startswith(f"{hub.origin}/"):
            registered = tx.clients.get(self.client)
            return registered is None or registered.standing is PartnerStatus.ACTIVE
        partner = tx.partners.get(self.client)
        return partner is not None and partner.standing is PartnerStatus.ACTIVE


def read_token(compact: str, *, hub: Hub, at: datetime) -> Token:
    """Verify an access token of this hub, for this hub.

    Raises:
        Unauthenticated: it is no such token, has ended, or is bound to no key.
    """
    try:
        verified = _verified(compact, hub.ring.public())
    except KeysError as error:
        raise Unauthenticated from error
    claims = verified.claims
    if claims.get("iss") != hub.origin or claims.get("aud") != hub.origin:
        raise Unauthenticated
    if not _is_whole(claims) or claims["sub"] != claims["client_id"]:
        raise Unauthenticated
    issued_at, ends_at = (datetime.fromtimestamp(claims[name], UTC) for name in ("iat", "exp"))
    if at >= ends_at or not _was_good(verified.key, issued_at=issued_at, at=at):
        raise Unauthenticated
    return Token(
        client=claims["sub"],
        scopes=frozenset(claims["scope"].split()),
        jti=claims["jti"],
        jkt=claims["cnf"]["jkt"],
        issued_at=issued_at,
        ends_at=ends_at,
    )


# A client shows the same token with every call of its five minutes. What is kept is that it was signed by a key of this
# very set, to the byte; whether it has ended, and whether its key was revoked since, is asked each time.
@lru_cache(maxsize=1024)
def _verified(compact: str, keys: KeySet) -> Verified:
    return verify(compact, kind=ACCESS_TOKEN, keys=keys)


def _is_whole(claims: dict[str, Any]) -> bool:
    if not all(isinstance(claims.get(name), str) for name in _TEXTS):
        return False
    if not all(is_instant(claims.get(name)) and 0 <= claims[name] < _LATEST for name in ("iat", "exp")):
        return False
    binding = claims.get("cnf")
    return isinstance(binding, dict) and isinstance(binding.get("jkt"), str)


def _was_good(key: PublicKey, *, issued_at: datetime, at: datetime) -> bool:
    # A rotated key's tokens live out their minutes; a revoked key's end with it, whatever time they claim.
    if key.revoked is not None and key.revoked.revoked_at <= at:
        return False
    return key.valid_at(issued_at)
