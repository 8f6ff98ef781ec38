"""Single-use marks: what happens once: a mark that is spent, a token that is revoked, a step that was taken."""

from datetime import datetime
from typing import Protocol


class SingleUse(Protocol):
    """Single-use marks and revocations, kept across processes and restarts."""

    def spend(self, kind: str, mark: str, *, until: datetime) -> bool:
        """Use the mark. False if it was used before; exactly one of any number of concurrent callers gets True."""

    def offer(self, kind: str, mark: str, *, until: datetime) -> None:
        """Keep a mark that may be taken once."""

    def take(self, kind: str, mark: str, *, at: datetime) -> bool:
        """Take a mark that was offered. False if it was not, is taken, or had ended by `at`; exactly one gets True."""

    def revoke(self, jti: str, *, until: datetime) -> None:
        """Revoke a token by its id; kept until the token would have ended."""

    def revoked(self, jti: str) -> bool:
        """Whether the token was revoked."""

    def forget(self, before: datetime) -> None:
        """Drop marks and revocations that ended before the instant."""


class VaultSteps(Protocol):
    """Which steps of a migration that need the vault were taken."""

    def take(self, name: str, *, at: datetime) -> bool:
        """Note that a step was taken. False if it was before."""

    def taken(self) -> frozenset[str]:
        """The names of the steps that were taken."""
