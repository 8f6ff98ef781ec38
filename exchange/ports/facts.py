"""Facts: what held from when to when, and when it was written down; added, and never changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from exchange.core.compliance.fact import Fact
from exchange.core.compliance.kind import FactKind


class Facts(Protocol):
    """The registers of a house. Facts that concern a person rest under that person's key."""

    def put(self, fact: Fact) -> None:
        """Keep a fact; Conflict if its id is taken."""

    def history(self, kind: FactKind, subject: str = "") -> Sequence[Fact]:
        """Facts of a kind in the order they were written down, of one subject or of all; not of the erased."""

    def several(
        self, asked: Collection[tuple[FactKind, str]], *, whole: Collection[FactKind]
    ) -> Mapping[tuple[FactKind, str], Sequence[Fact]]:
        """Histories of several kinds and subjects, and all of some kinds under their own subjects, in one statement.

        A fact that is not the one that was written is no answer here as little as elsewhere. One that was taken away is
        not missed here: `history` misses it, and whoever compares all rows.
        """

    def at(self, kind: FactKind, subject: str, *, at: datetime, known_at: datetime) -> Sequence[Fact]:
        """What of a subject held at an instant, as far as it was written down by another: one of each topic."""
