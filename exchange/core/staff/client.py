"""Registered client: a case-management system of the hub's own organisation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from exchange.core.partner.partner import PartnerStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredClient:
    """A system that acts for staff, whom it names in each call (protocol section 3).

    `id` is its OAuth `client_id`, an address below the hub's; `jwks` is the JWK Set of its assertion keys.
    """

    id: str
    name: str
    jwks: Mapping[str, Any]
    standing: PartnerStatus
    registered_by: str
    approved_by: str
    registered_at: datetime


def unreadable_client(id_: str) -> RegisteredClient:
    """What is known of a client whose row somebody overwrote: its id. It acts for nobody."""
    return RegisteredClient(
        id=id_,
        name=id_,
        jwks={},
        standing=PartnerStatus.SUSPENDED,
        registered_by="",
        approved_by="",
        registered_at=datetime.fromtimestamp(0, tz=UTC),
    )
