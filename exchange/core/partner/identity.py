"""Recipient identity: who a partner is to the people who consented: its name, its kind, its secrecy.

It is what two people put into the hub's own row. What a partner says of itself later is proposed until two people have
said whether that is the same recipient (consents stand) or another (consents are asked anew).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from exchange.core.vocabulary import PartnerKind

ALWAYS_BOUND = frozenset({PartnerKind.DOCTOR, PartnerKind.PSYCHOTHERAPIST, PartnerKind.CLINIC})
"""Kinds that § 203 StGB binds whatever anybody says of them."""
BOUND_BY_203 = ALWAYS_BOUND | {PartnerKind.SOCIAL_PSYCHIATRIC_SERVICE, PartnerKind.COUNSELLING_CENTRE}
"""Kinds whose secrecy § 203 StGB protects unless two people found otherwise, with a reason (domain section 4)."""


class Succession(StrEnum):
    """What two people found of a partner that goes by another name or kind."""

    SAME = "same-recipient"
    ANOTHER = "another"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a recipient is. Titles, opening hours, capacity, keys are not in it."""

    name: str
    kind: PartnerKind
    bound_by_203: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityHistory:
    """What is proposed, and what was before.

    `formerly` are those that two people took for the same recipient as today's; `another_since` is when they last found
    that it is another, and no consent of before counts any more. `at_migration` maps service lines to the recipient
    digest the row had when consents began to be bound, which was at `migrated_at`: consents of before are bound to it.
    """

    proposed: Identity | None = None
    formerly: tuple[Identity, ...] = ()
    another_since: datetime | None = None
    at_migration: Mapping[str, str] = field(default_factory=dict)
    migrated_at: datetime | None = None
