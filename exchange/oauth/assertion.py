"""Client assertion (`private_key_jwt`, RFC 7523): how a client says who it is, as protocol section 3 narrows it.

The audience is the issuer alone and a single string: an assertion made for another server, or for several, could be
replayed here by whoever received it (CVE-2025-27370).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from exchange.core.errors import Refusal
from exchange.edge.auth.dpop import AHEAD, LONGEST_JTI, is_instant
from exchange.oauth.clients import Client, Registry
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import digest
from keys.errors import KeysError
from keys.objects import CLIENT_ASSERTION
from keys.sign import peek, verify

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST = 60
"""Seconds an assertion may be made for."""
LEEWAY = 10
"""Seconds an assertion is still taken after its `exp`."""
_KEPT = timedelta(seconds=2 * (LONGEST + LEEWAY + AHEAD))


class NotTheClient(Refusal):
    """The client could not be authenticated."""

    code = "SENDER_INVALID_CLIENT"
    status = 401
    de = "Der Client konnte nicht authentifiziert werden."
    fix_de = "Prüfen Sie Kennung, Schlüssel, Zieladresse (aud) und Uhrzeit der Client Assertion."
    fix_en = "Check the identifier, key, audience and time of the client assertion."


@dataclass(frozen=True, slots=True, kw_only=True)
class Asserted:
    """An assertion that holds but was not yet checked for reuse."""

    client: Client
    jti: str

    def spend(self, tx: Tx, *, at: datetime) -> bool:
        """Use the assertion. False if it was used before."""
        return tx.single_use.spend(
            "client-assertion", digest(f"{self.client.id} {self.jti}".encode()), until=at + _KEPT
        )


def read_assertion(form: Mapping[str, str], *, hub: Hub, registry: Registry, at: datetime) -> Asserted:
    """Check the client assertion of a form in everything but reuse.

    Raises:
        NotTheClient: whatever is wrong with it; which thing it was is nobody's business but the client's.
    """
    compact = form.get("client_assertion", "")
    if form.get("client_assertion_type") != ASSERTION_TYPE or "client_secret" in form:
        raise NotTheClient
    try:
        client = _claimed_client(compact, hub=hub, registry=registry)
        claims = verify(compact, kind=CLIENT_ASSERTION, keys=client.keys_at(at)).claims
    except KeysError as error:
        raise NotTheClient from error
    if form.get("client_id", client.id) != client.id:
        raise NotTheClient
    if not _names_hold(claims, client_id=client.id, issuer=hub.origin) or not _times_hold(claims, now=at.timestamp()):
        raise NotTheClient
    return Asserted(client=client, jti=claims["jti"])


def _claimed_client(compact: str, *, hub: Hub, registry: Registry) -> Client:
    claimed = peek(compact, kind=CLIENT_ASSERTION).get("sub", "")
    # Who is known here has an address in ASCII; databases choke on some of what else a text may hold.
    if not claimed.isascii() or not claimed.isprintable():
        raise NotTheClient
    with hub.store.reading() as tx:
        client = registry.find(claimed, tx=tx)
    if client is None:
        raise NotTheClient
    return client


def _names_hold(claims: Mapping[str, Any], *, client_id: str, issuer: str) -> bool:
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 1 <= len(jti) <= LONGEST_JTI:
        return False
    # Compared as it stands: an array is never equal to a string, and no second spelling of the issuer is accepted.
    return bool(claims.get("iss") == claims.get("sub") == client_id and claims.get("aud") == issuer)


def _times_hold(claims: Mapping[str, Any], *, now: float) -> bool:
    if not all(is_instant(claims.get(name)) for name in ("iat", "exp")) or not is_instant(claims.get("nbf", 0)):
        return False
    if claims["exp"] - claims["iat"] > LONGEST:
        return False
    if claims["iat"] > now + AHEAD or claims.get("nbf", 0) > now + AHEAD:
        return False
    return bool(claims["exp"] + LEEWAY > now)
