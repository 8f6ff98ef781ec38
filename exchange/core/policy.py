"""Organisation policy: what it decides for its hub: its Land, what attachments may leave, its own deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from exchange.core.calendar import Calendar, Land
from exchange.core.vocabulary import Scan

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The hub's policy.

    `land` is the ISO 3166-2 part of the Land whose working days count; sizes are bytes of plaintext; `deadlines`
    overrides the table of domain section 7 per service line; `classic_until` is the last day on which a packet may be
    sealed without the post-quantum part; `step_required` says that every referral names a step of the support plan.
    Of one caller sealed files of at most `upload_bytes` lie here that nothing names.
    """

    land: str = "BE"
    scans: frozenset[Scan] = frozenset({Scan.CLEAN, Scan.NOT_SCANNED})
    attachment_limit: int = 50 * MEBIBYTE
    attachment_count: int = 20
    attachments_limit: int = 200 * MEBIBYTE
    upload_bytes: int = 1024 * MEBIBYTE
    classic_until: date = date(2030, 12, 31)
    step_required: bool = False
    deadlines: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def calendar_of(policy: Policy) -> Calendar:
    """The working days that count for this hub."""
    return Calendar(Land(policy.land))
