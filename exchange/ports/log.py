"""Append-only evidence log, as flows see it: entries that wait for their place, and those that have it."""

from collections.abc import Sequence
from typing import Protocol

from exchange.core.evidence.entry import Backlog, EntryType, LogEntry, LogStart


class Log(Protocol):
    """The evidence log: append only.

    What is appended waits for its place. Its index until then is the one it would get now: after all that have theirs,
    in the order in which it was appended. What was appended about one person, partner, client or member of staff keeps
    the order of commits. `place` makes indexes final, without a gap.
    """

    def append(self, entry: LogEntry) -> int:
        """Append now, and return the index it would get now, from 0."""

    def later(self, entry: LogEntry) -> None:
        """Append when this transaction ends, in the order of calls."""

    def place(self, *, limit: int) -> int:
        """Give their places to so many of those that wait at the most, and say to how many.

        Any number may do so at once: each leaf gets one place, and no place is left out.
        """

    def backlog(self) -> Backlog:
        """What waits for its place."""

    def placed(self) -> int:
        """How many leaves have their place: every index below is final."""

    def size(self) -> int:
        """How many leaves there are, with those that wait."""

    def leaves(self, *, start: int, limit: int) -> Sequence[tuple[int, bytes]]:
        """Leaves that are there, with their index, among the `limit` from `start`."""

    def entries(self, *, start: int, limit: int) -> Sequence[tuple[int, LogEntry]]:
        """Entries whose record is still there, with their index, among the `limit` leaves from `start`."""

    def of_person(self, person_id: str) -> Sequence[tuple[int, LogEntry]]:
        """Entries that concern a person, with their index, oldest first; none if the person was erased."""

    def of_type(self, kind: EntryType) -> Sequence[tuple[int, LogEntry]]:
        """Entries of a kind that is rare and concerns no person, with their index, oldest first."""

    def unreadable(self, *, start: int, limit: int) -> Sequence[tuple[int, str]]:
        """Leaves whose record cannot be read, with whose it was, among the `limit` from `start`. Nobody's is gone."""

    def starts(self) -> Sequence[LogStart]:
        """Where each of the hub's logs begins, the first one first; the last one is the one that grows."""

    def begin(self, start: LogStart) -> None:
        """Let a new log begin. Conflict if there is one of this number."""

    def signed(self, log: int) -> None:
        """Write down that a checkpoint of this log has left the hub."""
