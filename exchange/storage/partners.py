"""Partner repository: each a document; what they publish is not personal, and never searched but by entity id."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam

from exchange.core.partner.partner import Partner, unreadable_partner
from exchange.storage.database.deciding import PARTNER
from exchange.storage.database.documents import reader, show
from exchange.storage.database.row_seal import columns_with_newest
from exchange.storage.database.scope import Part, Scope
from exchange.storage.database.statements import as_written
from exchange.storage.tables.partners import partner

_ROW = columns_with_newest(PARTNER)
_WRITTEN = as_written(partner.c.document).label("document")
_GET = _ROW.with_only_columns(*(one for one in _ROW.selected_columns if one.name != "document"), _WRITTEN).where(
    partner.c.entity == bindparam("one")
)
_PAGE = (
    columns_with_newest(PARTNER)
    .where(partner.c.entity > bindparam("after"))
    .order_by(partner.c.entity)
    .limit(bindparam("limit"))
)
_read = reader(Partner)


class SqlPartners(Part):
    """The port `Partners` on SQL."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        # While others write beside this transaction, no partner changes.
        self._seen: dict[str, Partner | None] = {}

    def put(self, partner: Partner) -> None:
        """Keep a partner; the same entity id replaces the earlier document."""
        self._scope.decides.put(PARTNER, {"entity": partner.entity, "document": show(partner)})
        self._seen.pop(partner.entity, None)

    def get(self, entity: str) -> Partner | None:
        """Look up by entity id."""
        if entity not in self._seen:
            row = self._scope.row(_GET, one=entity)
            self._seen[entity] = self._partner(row) if row else self._missing(entity)
        return self._seen[entity]

    def page(self, *, after: str, limit: int) -> Sequence[Partner]:
        """Partners in order of entity id, those after `after`, as they stand: who acts on one gets it by id."""
        rows = self._scope.rows(_PAGE, after=after, limit=limit)
        return tuple(_as_it_lies(row) for row in rows)

    def _partner(self, row: dict[str, Any]) -> Partner:
        kept = _kept(row["entity"], row["document"])
        self._scope.decides.checked(PARTNER, row, columns=kept.columns)
        return kept.partner

    def _missing(self, entity: str) -> Partner | None:
        """A partner whose row is not there: none, or one that somebody took away."""
        return unreadable_partner(entity) if self._scope.decides.is_missing(PARTNER, entity) else None


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a partner's row says, and the digest of its columns, over which its MAC is."""

    partner: Partner
    columns: str


# The same few partners come with every call. What is kept is what these very bytes say; whether they are the ones that
# were written is asked of the row, its MAC and its leaf each time.
@lru_cache(maxsize=256, typed=True)
def _kept(entity: str, text: str) -> _Kept:
    try:
        document = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        document = text
    row = {"entity": entity, "document": document}
    return _Kept(partner=_as_it_lies(row), columns=PARTNER.digest(row))


def _as_it_lies(row: Mapping[str, Any]) -> Partner:
    """A partner's row, which need not be the one that was written."""
    try:
        found: Partner = _read(row["document"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return unreadable_partner(row["entity"])
    kinds: Mapping[str, type] = {"adapter": str, "pin": str, "jwks": dict}
    legible = all(isinstance(getattr(found, name), kind) for name, kind in kinds.items())
    return found if legible and found.entity == row["entity"] else unreadable_partner(row["entity"])
