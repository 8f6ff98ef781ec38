"""Partner repository: each a document; what they publish is not personal, and never searched but by entity id."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from exchange.core.partner.partner import Partner
from exchange.storage.database.deciding import PARTNER
from exchange.storage.database.documents import reader, show
from exchange.storage.database.row_seal import columns_with_newest
from exchange.storage.database.scope import Part, Scope
from exchange.storage.tables.partners import partner

_GET = columns_with_newest(PARTNER).where(partner.c.entity == bindparam("one"))
_PAGE = (
    select(partner.c.document)
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
            self._seen[entity] = _read(self._scope.decides.checked(PARTNER, row)["document"]) if row else None
        return self._seen[entity]

    def page(self, *, after: str, limit: int) -> Sequence[Partner]:
        """Partners in order of entity id, those after `after`, as they stand: who acts on one gets it by id."""
        rows = self._scope.rows(_PAGE, after=after, limit=limit)
        return tuple(_read(row["document"]) for row in rows)
