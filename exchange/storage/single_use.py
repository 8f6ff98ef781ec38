"""Replay protection: single-use marks and revocations; and which steps of a migration were taken."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from exchange.storage.database.scope import Part
from exchange.storage.database.statements import add_once
from exchange.storage.tables.single_use import once, revocation, vault_step
from keys.rest import keyed_hash

# The primary key decides who was first, and no look before it: two at once would both find the mark unused.
_SPEND = add_once(once, returning=once.c.mark)
_TAKE = delete(once).where(
    once.c.kind == bindparam("of"), once.c.mark == bindparam("one"), once.c.until > bindparam("at")
)
_REVOKE = add_once(revocation, returning=revocation.c.jti)
_REVOKED = select(revocation.c.jti).where(revocation.c.jti == bindparam("one"))
_FORGET = tuple(delete(table).where(table.c.until < bindparam("before")) for table in (once, revocation))
_STEP = add_once(vault_step, returning=vault_step.c.name)
_STEPS = select(vault_step.c.name)


class SqlSingleUse(Part):
    """The port `SingleUse` on SQL."""

    def spend(self, kind: str, mark: str, *, until: datetime) -> bool:
        """Use the mark. False if it was used before; exactly one of any number of concurrent callers gets True."""
        return self._scope.add_once(_SPEND, {"kind": kind, "mark": mark, "until": until})

    def offer(self, kind: str, mark: str, *, until: datetime) -> None:
        """Keep a mark that may be taken once."""
        self._scope.add_once(_SPEND, {"kind": kind, "mark": self._hashed(kind, mark), "until": until})

    def take(self, kind: str, mark: str, *, at: datetime) -> bool:
        """Take a mark that was offered. False if it was not, is taken, or had ended by `at`; exactly one gets True."""
        return bool(self._scope.changed(_TAKE, {"of": kind, "one": self._hashed(kind, mark), "at": at}))

    def revoke(self, jti: str, *, until: datetime) -> None:
        """Revoke a token by its id; kept until the token would have ended."""
        self._scope.add_once(_REVOKE, {"jti": jti, "until": until})

    def revoked(self, jti: str) -> bool:
        """Whether the token was revoked."""
        return self._scope.row(_REVOKED, one=jti) is not None

    def forget(self, before: datetime) -> None:
        """Drop marks and revocations that ended before the instant."""
        for statement in _FORGET:
            self._scope.write(statement, {"before": before})

    def _hashed(self, kind: str, mark: str) -> str:
        # Whoever reads the database learns no mark that could be taken, and whoever writes it offers none.
        return keyed_hash(self._scope.index_key, f"{kind}:{mark}")


class SqlVaultSteps(Part):
    """The port `VaultSteps` on SQL."""

    def take(self, name: str, *, at: datetime) -> bool:
        """Note that a step was taken. False if it was before."""
        return self._scope.add_once(_STEP, {"name": name, "taken_at": at})

    def taken(self) -> frozenset[str]:
        """The names of the steps that were taken."""
        return frozenset(row["name"] for row in self._scope.rows(_STEPS))
