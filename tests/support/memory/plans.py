"""Support plans, in memory."""

from collections.abc import Sequence
from datetime import datetime

from exchange.core.plan.due import next_look
from exchange.core.plan.plan import SupportPlan
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
