"""What a rule looks at that is nobody's case: a partner, the hub, the program, an act of staff, a request, an incident.

As in `case`, nothing is looked up by a rule itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from exchange.core.compliance.case import PublishedKeys, Registers
from exchange.core.compliance.fact import Fact
from exchange.core.compliance.running import Running
from exchange.core.rights.line import Record
from exchange.core.vocabulary import Role


@dataclass(frozen=True, kw_only=True)
class PartnerCase:
    """A partner as the hub knew it: each version when it began, the one in force today."""

    subject: str
    at: datetime
    version: Fact
    is_current: bool
    registers: Registers

    @cached_property
    def keys(self) -> PublishedKeys:
        """Its keys by purpose."""
        return PublishedKeys(self.version.document.get("keys", {}))


class EnrolmentCase(PartnerCase):
    """The same as two people are about to enrol it; asked at that gate alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """The evidence log, read again from its first leaf: how many there are, and at how many something is wrong."""

    leaves: int
    missing: int
    differing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HubCase:
    """The hub today.

    `first_packet_at` is when it first sealed one, None where it never did; `serves_health` says that a partner of a
    healing profession takes part; `processors` are who processes on its behalf; `private_members` is how many records
    of a sample hold members of private keys. `operators` are those of that role who stand, and since when. At a gate
    the log is not read: there `log` and `private_members` are None, `first_packet_at` is the instant of this packet,
    and it serves health where this packet does.
    """

    subject: str
    at: datetime
    keys: PublishedKeys
    first_packet_at: datetime | None
    serves_health: bool
    running: Running
    processors: Sequence[Fact]
    registers: Registers
    operators: Mapping[str, datetime]
    private_members: int | None = None
    log: LogState | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticCase:
    """The program as it runs; `texts` are those of consents that are released today."""

    subject: str
    at: datetime
    running: Running
    texts: Sequence[Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActCase:
    """Something a member of staff did or looked at, as a record of the log says.

    `role` is the one they had then, None where they are not known. `owners` are who had the cases it was about or
    recorded the consent then, `stood_in_for` whose deputy they were.
    """

    subject: str
    at: datetime
    record: Record
    role: Role | None
    owners: frozenset[str]
    stood_in_for: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedCase:
    """Something that was written down in a register as it went on, as it stands at `now`."""

    subject: str
    at: datetime
    now: datetime
    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCase(NotedCase):
    """A request of a person (Art. 15 to 22 GDPR).

    `recipients` are the partners that hold something of the person, each with whether it has answered since, `gone`
    those of them that take part no more.
    """

    recipients: Mapping[str, bool]
    gone: frozenset[str]


class EmergencyCase(NotedCase):
    """A look at a file in an emergency (break-glass)."""

    __slots__ = ()


class IncidentCase(NotedCase):
    """A breach of personal data."""

    __slots__ = ()


HouseCase = PartnerCase | EnrolmentCase | HubCase | StaticCase | ActCase | RequestCase | EmergencyCase | IncidentCase
