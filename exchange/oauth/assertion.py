"""Client assertion (`private_key_jwt`, RFC 7523): how a client says who it is, as protocol section 3 narrows it.

The audience is the issuer alone and a single string: an assertion made for another server, or for several, could be
replayed here by whoever received it (CVE-2025-27370).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from exchange.core.errors import Refusal
from exchange.core.ids import show_instant
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
_LATEST = 1 << 37
_KEPT = timedelta(seconds=2 * (LONGEST + LEEWAY + AHEAD))


class NotTheClient(Refusal):
    """The client could not be authenticated."""

    code = "SENDER_INVALID_CLIENT"
    status = 401
    de = "Der Client konnte nicht authentifiziert werden."
    fix_de = "Prüfen Sie Kennung, Schlüssel, Zieladresse (aud) und Uhrzeit der Client Assertion."
    fix_en = "Check the identifier, key, audience and time of the client assertion."


class ClockOff(NotTheClient):
    """The assertion is the client's, but made for another time: the two clocks differ.

    Said only of an assertion whose signature holds, so that nobody learns of a client what it would not say itself.
    """

    code = "SENDER_CLOCK_OFF"
    de = "Die Uhren des Clients und der Vermittlungsstelle gehen auseinander."
    fix_de = "Stellen Sie die Uhr des Clients (NTP). Beide Zeiten stehen in der Antwort."
    fix_en = "Set the client's clock (NTP). The answer names both times."

    def __init__(self, claims: Mapping[str, Any], *, at: datetime) -> None:
        super().__init__()
        self.claims = claims
        self.at = at

    @property
    def words(self) -> str:
        """Both times, for the client (RFC 6749 section 5.2: ASCII without quotes)."""
        said = ", ".join(f"{name} {_shown(self.claims[name])}" for name in ("iat", "nbf", "exp") if name in self.claims)
        return (
            f"The times of the client assertion do not fit the clock here: {said}; here it is {show_instant(self.at)}."
        )


class ClientSuspended(NotTheClient):
    """The client is who it says, and is suspended here.

    Said only of an assertion that holds in everything: to all others it is answered like an unknown one.
    """

    code = "SENDER_SUSPENDED_CLIENT"
    de = "Der Zugang dieses Clients ist hier gesperrt."
    fix_de = "Fragen Sie das Jobcenter, das ihn gesperrt hat; zwei Personen dort heben die Sperre auf."
    fix_en = "Ask the Jobcenter that suspended it; two people there let it take part again."
    words = "This client is suspended here: ask the Jobcenter. Its key, its clock and its assertion are in order."


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
        ClockOff: it is the client's, but its times do not fit the hub's clock.
        ClientSuspended: it holds, and the client is suspended.
        NotTheClient: whatever else is wrong with it; which thing it was is nobody's business but the client's.
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
    if not _names_hold(claims, client_id=client.id, issuer=hub.origin) or not _period_holds(claims):
        raise NotTheClient
    if not _times_hold(claims, now=at.timestamp()):
        raise ClockOff(claims, at=at)
    if client.suspended:
        raise ClientSuspended
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


def _period_holds(claims: Mapping[str, Any]) -> bool:
    if not all(is_instant(claims.get(name)) for name in ("iat", "exp")) or not is_instant(claims.get("nbf", 0)):
        return False
    return bool(claims["exp"] - claims["iat"] <= LONGEST)


def _times_hold(claims: Mapping[str, Any], *, now: float) -> bool:
    if claims["iat"] > now + AHEAD or claims.get("nbf", 0) > now + AHEAD:
        return False
    return bool(claims["exp"] + LEEWAY > now)


def _shown(seconds: float) -> str:
    # Beyond the calendar a number is said as it stands.
    return show_instant(datetime.fromtimestamp(seconds, UTC)) if 0 <= seconds < _LATEST else "beyond the calendar"
