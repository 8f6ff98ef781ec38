"""Support plans: kept under their person's key, found by person and by when somebody has to look at them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from exchange.core.plan.plan import SupportPlan


class Plans(Protocol):
    """What was agreed with persons."""

    def put(self, plan: SupportPlan) -> None:
        """Keep a plan; the same id replaces what it was. NotFound if there is no such person."""

    def of(self, person_id: str) -> Sequence[SupportPlan]:
        """A person's plans in the order they were opened; none if the person was erased."""

    def due(self, at: datetime, *, limit: int, owner: str = "") -> Sequence[SupportPlan]:
        """Plans somebody has to look at by now, of one owner or of all, the longest waiting first."""

    def open_of(self, owner: str) -> Sequence[SupportPlan]:
        """Every plan of an owner that goes on."""
