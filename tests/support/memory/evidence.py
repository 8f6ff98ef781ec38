"""Ledger, evidence log and what is used once, in memory."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from exchange.core.compliance.fact import Fact, holding
from exchange.core.compliance.kind import FactKind
from exchange.core.consent.disclosure import Disclosure
from exchange.core.evidence.entry import Backlog, EntryType, LogEntry, LogStart
from tests.support.memory.tables import Part, new

SALT_BYTES = 32


class MemoryLedger(Part):
    def add(self, line: Disclosure) -> None:
        new(self.t.ledger, line.id, line)

    def of(self, person_id: str) -> Sequence[Disclosure]:
        mine = (line for line in self.t.ledger.values() if line.person == person_id)
        return tuple(sorted(mine, key=lambda line: line.at))

    def count(self) -> int:
        return len(self.t.ledger)


class MemoryFacts(Part):
    def put(self, fact: Fact) -> None:
        new(self.t.facts, fact.name, fact)

    def history(self, kind: FactKind, subject: str = "") -> Sequence[Fact]:
        found = (one for one in self.t.facts.values() if one.kind is kind and subject in {"", one.subject})
        return tuple(sorted(found, key=lambda fact: (fact.recorded_at, fact.name)))

    def several(
        self, asked: Collection[tuple[FactKind, str]], *, whole: Collection[FactKind]
    ) -> Mapping[tuple[FactKind, str], Sequence[Fact]]:
        all_of = {(kind, one.subject) for kind in whole for one in self.history(kind)}
        return {about: list(found) for about in {*asked, *all_of} if (found := self.history(*about))}

    def at(self, kind: FactKind, subject: str, *, at: datetime, known_at: datetime) -> Sequence[Fact]:
        return tuple(holding(self.history(kind, subject), at=at, known_at=known_at))


class MemoryLog(Part):
    def append(self, entry: LogEntry) -> int:
        if len(entry.salt) != SALT_BYTES:
            raise ValueError("salt")
        self.t.log.append(entry)
        return len(self.t.log) - 1

    def later(self, entry: LogEntry) -> None:
        self.append(entry)

    def place(self, *, limit: int) -> int:
        before = self.t.placed
        self.t.placed = min(len(self.t.log), before + limit)
        return self.t.placed - before

    def backlog(self) -> Backlog:
        waiting = self.t.log[self.t.placed :]
        return Backlog(count=len(waiting), since=waiting[0].at if waiting else None)

    def placed(self) -> int:
        return self.t.placed

    def size(self) -> int:
        return len(self.t.log)

    def leaves(self, *, start: int, limit: int) -> Sequence[tuple[int, bytes]]:
        return [(index, entry.leaf) for index, entry in self.entries(start=start, limit=limit)]

    def entries(self, *, start: int, limit: int) -> Sequence[tuple[int, LogEntry]]:
        return tuple(enumerate(self.t.log[start : start + limit], start))

    def of_person(self, person_id: str) -> Sequence[tuple[int, LogEntry]]:
        return tuple((index, entry) for index, entry in enumerate(self.t.log) if entry.person == person_id)

    def of_type(self, kind: EntryType) -> Sequence[tuple[int, LogEntry]]:
        return tuple((index, entry) for index, entry in enumerate(self.t.log) if entry.type is kind)

    def unreadable(self, *, start: int, limit: int) -> Sequence[tuple[int, str]]:  # noqa: ARG002 the interface
        return ()

    def starts(self) -> Sequence[LogStart]:
        return tuple(start for _, start in sorted(self.t.starts.items()))

    def begin(self, start: LogStart) -> None:
        new(self.t.starts, start.number, start)

    def signed(self, log: int) -> None:
        self.t.starts[log] = replace(self.t.starts[log], signed=True)


class MemoryOnce(Part):
    def spend(self, kind: str, mark: str, *, until: datetime) -> bool:
        if (kind, mark) in self.t.marks:
            return False
        self.t.marks[kind, mark] = until
        return True

    def offer(self, kind: str, mark: str, *, until: datetime) -> None:
        self.t.marks[f"offered {kind}", mark] = until

    def take(self, kind: str, mark: str, *, at: datetime) -> bool:
        until = self.t.marks.get((f"offered {kind}", mark))
        if until is None or until <= at:
            return False
        del self.t.marks[f"offered {kind}", mark]
        return True

    def revoke(self, jti: str, *, until: datetime) -> None:
        self.t.revoked.setdefault(jti, until)

    def revoked(self, jti: str) -> bool:
        return jti in self.t.revoked

    def forget(self, before: datetime) -> None:
        self.t.marks = {mark: until for mark, until in self.t.marks.items() if until >= before}
        self.t.revoked = {jti: until for jti, until in self.t.revoked.items() if until >= before}


class MemoryVaultSteps(Part):
    def take(self, name: str, *, at: datetime) -> bool:
        return self.t.steps.setdefault(name, at) is at

    def taken(self) -> frozenset[str]:
        return frozenset(self.t.steps)
