"""Witnessed logs: the newest checkpoint this hub has cosigned of each log of others, kept outside the database.

Outside, because whoever writes the database, or restores it, must not make a witness forget what it has seen.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol


class Turn(Protocol):
    """A log of others while nobody else cosigns it."""

    @property
    def note(self) -> str:
        """The newest note that was cosigned, with our cosignature and the log's signatures; empty if there is none."""

    def keep(self, note: str) -> None:
        """Put a note in the place of the newest, whole or not at all; durable when it returns."""

    def keep_fork(self, note: str) -> bool:
        """Keep a note that contradicts the newest, beside both; False if it is kept already, or there are too many."""


class Witnessed(Protocol):
    """What a witness remembers."""

    def turn(self, origin: str) -> AbstractContextManager[Turn]:
        """Take the turn of a log, by its origin: over all threads and processes, one after the other."""

    def newest(self, digest: str) -> str:
        """The newest note of the log whose origin has this SHA-256, in hex; empty if there is none."""

    def forks(self, origin: str) -> Sequence[str]:
        """The notes that contradict what was cosigned of a log, as they were handed in."""
