"""Partner: who it is, what it offers, whether it may receive."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from exchange.core.partner.identity import Identity, IdentityHistory
from exchange.core.partner.webhook import Webhook
from exchange.core.vocabulary import PartnerKind, Service


class PartnerStatus(StrEnum):
    """Whether a partner takes part."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """What a service line says of its own capacity: waiting time in weeks, and until when that holds (UTC)."""

    waiting_weeks: int
    accepts_new: bool
    valid_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLine:
    """One offer of a partner. `profile` is a JSON Merge Patch (RFC 7396) that narrows the bundled schema."""

    id: str
    service: Service
    title: str
    places: tuple[str, ...]
    languages: tuple[str, ...]
    schema: str
    profile: Mapping[str, Any]
    capacity: Capacity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """An enrolled partner.

    `entity` is its entity id; `jwks` maps a key purpose (`federation`, `oauth`, `enc`, `ack`) to its JWK set as
    published; `pin` is the thumbprint of its federation key; `adapter` names the way out to it; `hook` is where it
    wants to be notified that something waits. `name`, `kind`, `bound_by_203` and `sgb1_35` are what two people of the
    hub decided, not what the partner says: `unbound_reason` is why it is not bound though its kind is, `sgb1_35` the
    norm that makes it a body under § 35 SGB I, empty where it is none.
    """

    entity: str
    name: str
    kind: PartnerKind
    bound_by_203: bool
    standing: PartnerStatus
    lines: tuple[ServiceLine, ...]
    jwks: Mapping[str, Any]
    pin: str
    adapter: str
    enrolled_by: str
    approved_by: str
    enrolled_at: datetime
    hook: Webhook | None = None
    sgb1_35: str = ""
    unbound_reason: str = ""
    history: IdentityHistory = field(default_factory=IdentityHistory)

    @property
    def identity(self) -> Identity:
        """Who it is to the people who consented."""
        return Identity(name=self.name, kind=self.kind, bound_by_203=self.bound_by_203)

    @property
    def is_readable(self) -> bool:
        """Whether its row says who it is; not where somebody overwrote it."""
        return bool(self.pin)

    def line(self, line_id: str) -> ServiceLine | None:
        """Find one of the partner's service lines."""
        return next((line for line in self.lines if line.id == line_id), None)


def unreadable_partner(entity: str) -> Partner:
    """What is known of a partner whose row somebody overwrote: its entity id. It takes part in nothing."""
    return Partner(
        entity=entity,
        name=entity,
        kind=PartnerKind.PUBLIC_BODY,
        bound_by_203=False,
        standing=PartnerStatus.SUSPENDED,
        lines=(),
        jwks={},
        pin="",
        adapter="",
        enrolled_by="",
        approved_by="",
        enrolled_at=datetime.fromtimestamp(0, tz=UTC),
    )
