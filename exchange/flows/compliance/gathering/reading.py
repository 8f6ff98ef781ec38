"""Reading for a review: one view of the store, who asks, and the registers that no person takes along, read once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from exchange.core.compliance.case import PublishedKeys, Registers
from exchange.core.compliance.fact import Fact, is_personal
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.compliance.running import UNKNOWN, Running
from exchange.core.staff.deputy import DeputyPeriod
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import Role
from exchange.flows.compliance.gathering.log import LogRead
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.ring import Ring

Asked = tuple[FactKind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is looked up for many cases is kept here for as long as one view of the store lasts.

    `log` is what reading all of it found, None where no rule that is asked needs that.
    """

    tx: Tx
    hub: Hub
    known_at: datetime
    running: Running = UNKNOWN
    log: LogRead | None = None
    _facts: dict[Asked, Sequence[Fact]] = field(default_factory=dict)
    _staff: dict[str, Staff | None] = field(default_factory=dict)
    _deputies: dict[str, Sequence[DeputyPeriod]] = field(default_factory=dict)

    def registers(self, *asked: Asked) -> Registers:
        """The histories of these kinds and subjects."""
        return Registers(known_at=self.known_at, histories={one: self.history(*one) for one in asked})

    def history(self, kind: FactKind, subject: str = "") -> Sequence[Fact]:
        """All facts of a kind about one subject, or about all."""
        # What is one person's is looked at for that person alone: kept, it would grow with everybody.
        if is_personal(kind) and subject != HOUSE:
            return self.tx.facts.history(kind, subject)
        if (kind, subject) not in self._facts:
            self._facts[kind, subject] = self.tx.facts.history(kind, subject)
        return self._facts[kind, subject]

    def staff(self, name: str) -> Staff | None:
        """A member of staff."""
        if name not in self._staff:
            self._staff[name] = self.tx.staff.get(name)
        return self._staff[name]

    def role_at(self, name: str, at: datetime) -> Role | None:
        """The role somebody had at an instant; None where they are not known."""
        staff = self.staff(name)
        changes = self.log.roles if self.log else ()
        before = next((role for until, who, role in changes if who == name and at < until), "")
        return Role(before) if before else staff.role if staff else None

    def stood_in_for(self, name: str, at: datetime) -> frozenset[str]:
        """Whose deputy somebody was at an instant."""
        if name not in self._deputies:
            self._deputies[name] = self.tx.staff.stands_in(name)
        return frozenset(one.owner for one in self._deputies[name] if one.runs_at(at))

    @property
    def own_keys(self) -> PublishedKeys:
        """The hub's own keys by purpose, their public halves."""
        return published(self.hub.ring)


@lru_cache(maxsize=4)
def published(ring: Ring) -> PublishedKeys:
    """The public halves of a ring by purpose; made once, for a ring is another where a key of it is."""
    found: dict[str, dict[str, list[dict[str, object]]]] = {}
    for key in ring.public():
        found.setdefault(key.purpose.value, {"keys": []})["keys"].append(dict(key.to_jwk()))
    return PublishedKeys(found)
