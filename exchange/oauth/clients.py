"""Client registry: who may ask for tokens.

Enrolled partners, registered systems of the hub's own organisation, resource servers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exchange.config import Config
from exchange.core.errors import Forbidden, NotAnEntity
from exchange.core.partner.partner import Partner, PartnerStatus
from exchange.core.staff.client import RegisteredClient
from exchange.ports.store import Tx
from keys.jwk import Purpose
from keys.ring import KeySet

PARTNER_SCOPES = frozenset({"referral.receive", "referral.acknowledge", "directory.read", "capacity.write"})
"""What every enrolled partner may ask for (protocol section 3)."""
SENDING = "referral.send"
CLIENT_SCOPES = frozenset({SENDING, "directory.read"})
"""What every registered client may ask for, and nobody else the first: two people registered it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client as it is registered.

    `id` is a partner's entity id, or an address below the hub's for systems of the hub's own organisation; `jwks` is
    its JWK Set of assertion keys as published. A client with an `audience` is a resource server: it may ask about
    tokens for that audience, and about no others.
    """

    id: str
    jwks: Mapping[str, Any]
    scopes: frozenset[str]
    audience: str = ""
    suspended: bool = False

    def keys_at(self, at: datetime) -> KeySet:
        """Return the assertion keys that are valid at an instant.

        Retired keys stay listed for the evidence period and must not count where a client may leave out `kid`.

        Raises:
            KeysError: the set holds a key that is malformed or weak.
        """
        return KeySet(key for key in KeySet.from_jwks(self.jwks, Purpose.OAUTH) if key.valid_at(at))


def configured_clients(config: Config) -> Sequence[Client]:
    """The clients that stand in a hub's configuration."""
    return [
        Client(
            id=one.client_id,
            jwks=one.jwks,
            scopes=frozenset(one.scopes),
            audience=config.origin if one.resource_server else "",
        )
        for one in config.clients
    ]


class Registry:
    """Every client there is: the configured ones, and the registered clients and partners that stand in the store.

    Raises:
        NotAnEntity: a configured client's id is no address below the hub's.
        Forbidden: a configured client would send referrals; those are registered by two people (`geleit client add`).
    """

    def __init__(self, clients: Iterable[Client], *, origin: str) -> None:
        self._configured = {client.id: client for client in clients}
        if not all(name.startswith(f"{origin}/") for name in self._configured):
            raise NotAnEntity
        if any(SENDING in client.scopes for client in self._configured.values()):
            raise Forbidden(SENDING)

    def find(self, client_id: str, *, tx: Tx) -> Client | None:
        """Find a client; None if unknown. One that is suspended is found: who proves to be it is told so."""
        configured = self._configured.get(client_id)
        if configured is not None:
            return configured
        registered = tx.clients.get(client_id)
        if registered is not None:
            return _as_registered(registered)
        partner = tx.partners.get(client_id)
        return _as_client(partner) if partner is not None else None


def _as_client(partner: Partner) -> Client:
    jwks = partner.jwks.get("oauth", {"keys": []})
    suspended = partner.standing is not PartnerStatus.ACTIVE
    return Client(id=partner.entity, jwks=jwks, scopes=PARTNER_SCOPES, suspended=suspended)


def _as_registered(client: RegisteredClient) -> Client:
    suspended = client.standing is not PartnerStatus.ACTIVE
    return Client(id=client.id, jwks=client.jwks, scopes=CLIENT_SCOPES, suspended=suspended)
