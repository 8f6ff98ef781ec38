"""Access grant: somebody may look at a case, and the line of that look is written; what shows a case asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.core.referral.cause import Cause
from exchange.core.referral.referral import Referral
from exchange.core.vocabulary import Role

METADATA_ONLY = frozenset({Role.DPO})
"""Who watches over the data of others and has no need of it: states, times and recipients, no content (domain 9)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Somebody looked at a case, and that is on record.

    Only `flows.staff.access` makes one, in the transaction that writes the line of the look; queries take one instead
    of an id, so that nothing of a case is shown to nobody in particular.
    """

    referral: str
    by: str
    role: Role

    @property
    def content(self) -> bool:
        """Whether they see what was written and said, and not only that it was."""
        return self.role not in METADATA_ONLY


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPerson:
    """Somebody looked at a person, and that is on record.

    `referrals` and `consents` are those of the person's that are theirs to see. Only `flows.person.look` makes one,
    in the transaction that writes the line of the look.
    """

    person: str
    referrals: frozenset[str]
    consents: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenList:
    """Somebody looked at the list of what they see to themselves, and that is on record.

    `owners` are who looked and whom they stand in for. `referrals` are a page of it, the longest waiting first, and
    `after` goes on after it, empty at its end. `counts` are how many are due of each cause, on all pages; `oldest` is
    since when the first of those waits that need somebody. Only `flows.casework.today` makes one, in the transaction
    that writes the line of the look.
    """

    by: str
    at: datetime
    owners: Sequence[str]
    referrals: Sequence[Referral]
    counts: Mapping[Cause, int]
    oldest: datetime | None
    after: str
