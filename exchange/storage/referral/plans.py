"""Plan repository: support plans, encrypted under their person's key."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, union

from exchange.core.plan.due import next_look
from exchange.core.plan.plan import SupportPlan
from exchange.storage.database.deciding import PLAN
from exchange.storage.database.documents import reader, show
from exchange.storage.database.row_seal import columns_with_newest
from exchange.storage.database.scope import Part
from exchange.storage.tables.evidence import record, waiting_leaf
from exchange.storage.tables.people import plan

_COLUMNS = columns_with_newest(PLAN)
_OF = _COLUMNS.where(plan.c.person == bindparam("one")).order_by(plan.c.id)
_DUE = _COLUMNS.where(plan.c.look_at <= bindparam("at")).order_by(plan.c.look_at, plan.c.id)
_DUE = _DUE.limit(bindparam("limit")).offset(bindparam("offset"))
_OWN_DUE = _DUE.where(plan.c.owner == bindparam("owner"))
_OPEN_OF = _COLUMNS.where(plan.c.owner == bindparam("owner"), plan.c.look_at.is_not(None)).order_by(plan.c.id)
_TOLD_OF = select(
    union(
        *(
            select(log.c.about).where(log.c.person == bindparam("one"), log.c.about.startswith("plan:"))
            for log in (record, waiting_leaf)
        )
    ).subquery()
)
_read_plan = reader(SupportPlan)


class SqlPlans(Part):
    """The port `Plans` on SQL."""

    def put(self, plan: SupportPlan) -> None:
        """Keep a plan; the same id replaces what it was."""
        sealed = self._scope.seal(show(plan), person=plan.person, place=_place(plan.id))
        row = {"id": plan.id, "person": plan.person, "owner": plan.owner, "look_at": next_look(plan), "sealed": sealed}
        self._scope.decides.put(PLAN, row)

    def of(self, person_id: str) -> Sequence[SupportPlan]:
        """A person's plans in the order they were opened; none if the person was erased.

        Raises:
            RowDiffers: one is not the plan that was written, or is gone.
        """
        self._scope.holds.hold("person", person_id)
        rows = self._scope.rows(_OF, one=person_id)
        told = {row["about"] for row in self._scope.rows(_TOLD_OF, one=person_id)}
        # What was agreed and taken away again would let a referral hang on a step that nobody agreed to.
        self._scope.decides.check_missing(told - set(map(PLAN.about, rows)))
        return self._plans(rows)

    def due(self, at: datetime, *, limit: int, owner: str = "") -> Sequence[SupportPlan]:
        """Plans somebody has to look at by now, the longest waiting first; the erased are passed over."""
        given: dict[str, Any] = {"at": at, "limit": limit} | ({"owner": owner} if owner else {})
        found: list[SupportPlan] = []
        offset = 0
        while len(found) < limit and (rows := self._scope.rows(_OWN_DUE if owner else _DUE, **given, offset=offset)):
            found += self._plans(rows)
            offset += len(rows)
        return found[:limit]

    def open_of(self, owner: str) -> Sequence[SupportPlan]:
        """Every plan of an owner that goes on."""
        return self._plans(self._scope.rows(_OPEN_OF, owner=owner))

    def _plans(self, rows: Sequence[dict[str, Any]]) -> Sequence[SupportPlan]:
        return tuple(one for one in map(self._plan, rows) if one)

    def _plan(self, row: dict[str, Any]) -> SupportPlan | None:
        if self._scope.decides.is_erased(PLAN, row):
            return None
        known = self._scope.decides.checked(PLAN, row)
        document = self._scope.read(known["sealed"], person=known["person"], place=_place(known["id"]))
        return None if document is None else _read_plan(document)


def _place(plan_id: str) -> str:
    return f"plan:{plan_id}"
