"""Support plans, and sheets that are no draft yet, in memory."""

from collections.abc import Sequence
from datetime import datetime

from exchange.core.plan.due import next_look
from exchange.core.plan.plan import SupportPlan
from exchange.core.referral.sheet import HalfSheet
from tests.support.memory.tables import Part, there


class MemoryPlans(Part):
    def put(self, plan: SupportPlan) -> None:
        there(self.t.persons, plan.person)
        self.t.plans[plan.id] = plan

    def of(self, person_id: str) -> Sequence[SupportPlan]:
        return tuple(sorted((one for one in self.t.plans.values() if one.person == person_id), key=lambda one: one.id))

    def due(self, at: datetime, *, limit: int, owner: str = "") -> Sequence[SupportPlan]:
        looks = ((next_look(one), one.id) for one in self.t.plans.values() if owner in {"", one.owner})
        return tuple(self.t.plans[id_] for look, id_ in sorted(one for one in looks if one[0]) if look <= at)[:limit]

    def open_of(self, owner: str) -> Sequence[SupportPlan]:
        mine = (one for one in self.t.plans.values() if one.owner == owner and one.is_open)
        return tuple(sorted(mine, key=lambda one: one.id))


class MemorySheets(Part):
    def put(self, sheet: HalfSheet) -> None:
        there(self.t.persons, sheet.person)
        self.t.sheets[sheet.id] = sheet

    def get(self, sheet_id: str) -> HalfSheet | None:
        return self.t.sheets.get(sheet_id)

    def of(self, owner: str) -> Sequence[HalfSheet]:
        mine = sorted((one for one in self.t.sheets.values() if one.owner == owner), key=lambda one: one.id)
        return tuple(sorted(mine, key=lambda one: one.saved_at, reverse=True))

    def remove(self, sheet_id: str) -> None:
        self.t.sheets.pop(sheet_id, None)

    def sweep(self, before: datetime) -> int:
        old = [one.id for one in self.t.sheets.values() if one.saved_at < before]
        for one in old:
            self.remove(one)
        return len(old)
