"""Staff: people at the Jobcenter, their role, who made their account, and their trainings."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from exchange.core.vocabulary import Role


class AccountStanding(StrEnum):
    """How an account stands: in force, deactivated, or waiting for a second person or for its owner."""

    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    TO_CONFIRM = "to-confirm"
    TO_ACTIVATE = "to-activate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """One member of staff. `passphrase_hash` is an Argon2id PHC string; `id` is the short name used with `--by`.

    `entered_by` and `confirmed_by` are the two who made the account; a founder has the other founder alone, an account
    from before there were two has neither. `passphrase_changed_at` is when its owner last set the passphrase: None for
    an account whose passphrase somebody else may have chosen.
    """

    id: str
    name: str
    role: Role
    passphrase_hash: str
    active: bool
    since: datetime
    entered_by: str | None = None
    confirmed_by: str | None = None
    passphrase_changed_at: datetime | None = None

    @property
    def founder(self) -> bool:
        """Whether they are one of the two the hub began with."""
        return self.entered_by is not None and self.confirmed_by is None


def unreadable_staff(id_: str, *, name: str) -> Staff:
    """What is known of a member of staff whose row somebody overwrote. They can only be deactivated."""
    since = datetime.fromtimestamp(0, tz=UTC)
    return Staff(id=id_, name=name, role=Role.CASEWORKER, passphrase_hash="", active=True, since=since)


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A training of one member of staff on one topic, valid in `[valid_from, valid_until)` (UTC).

    `topic` is a `TrainingTopic`; trainings of before have words of their own, which open nothing. `entered_by` and
    `confirmed_by` are as in `Staff`.
    """

    id: str
    staff: str
    topic: str
    valid_from: datetime
    valid_until: datetime
    entered_by: str | None = None
    confirmed_by: str | None = None

    @property
    def founding(self) -> bool:
        """Whether one founder entered it for the other, alone."""
        return self.entered_by is not None and self.confirmed_by is None

    def valid_at(self, at: datetime) -> bool:
        """Say whether it is valid at the instant."""
        return self.valid_from <= at < self.valid_until
