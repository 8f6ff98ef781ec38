"""Staff repository: members of staff, their trainings and periods as deputies, and what waits for a second person."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Executable, bindparam

from exchange.core.staff.change import Change
from exchange.core.staff.deputy import DeputyPeriod
from exchange.core.staff.staff import Staff, Training, unreadable_staff
from exchange.storage.database.deciding import DEPUTY_PERIOD, STAFF, STAFF_CHANGE, TRAINING, Deciding
from exchange.storage.database.row_seal import columns_with_newest, is_legible, shown
from exchange.storage.database.scope import Part, Scope
from exchange.storage.database.statements import row_of
from exchange.storage.tables.staff import deputy_period, staff, staff_change, training

_ALL = columns_with_newest(STAFF).order_by(staff.c.id)
_GET = columns_with_newest(STAFF).where(staff.c.id == bindparam("one"))
_TRAININGS = (
    columns_with_newest(TRAINING)
    .where(training.c.staff == bindparam("one"))
    .order_by(training.c.valid_from, training.c.id)
)
_STANDS_IN = (
    columns_with_newest(DEPUTY_PERIOD)
    .where(deputy_period.c.deputy == bindparam("one"))
    .order_by(deputy_period.c.valid_from, deputy_period.c.id)
)
_CHANGES = columns_with_newest(STAFF_CHANGE).order_by(staff_change.c.entered_at, staff_change.c.id)


class SqlStaffRepository(Part):
    """The port `StaffRepository` on SQL."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        # While others write beside this transaction, no staff changes.
        self._seen: dict[str, Staff | None] = {}
        self._trained: dict[str, tuple[Training, ...]] = {}

    def add(self, staff: Staff) -> None:
        """Keep a member of staff; a second one of the same id replaces the first."""
        self._scope.decides.put(STAFF, row_of(staff))
        self._seen.pop(staff.id, None)

    def get(self, staff_id: str) -> Staff | None:
        """Look up by id."""
        if staff_id not in self._seen:
            row = self._scope.row(_GET, one=staff_id)
            self._seen[staff_id] = self._member(staff_id, row)
        return self._seen[staff_id]

    def all(self) -> Sequence[Staff]:
        """Everybody, in order of id. Whoever's row is not what was written stands for nobody and is left out."""
        return tuple(Staff(**row) for row in self._whole(STAFF, _ALL))

    def add_training(self, training: Training) -> None:
        """Keep a training; NotFound if there is no such member of staff, Conflict if the id is taken."""
        self._scope.decides.add(TRAINING, row_of(training))
        self._trained.pop(training.staff, None)

    def trainings(self, staff_id: str) -> Sequence[Training]:
        """The trainings of one member of staff, oldest first, without rows that are not what was written."""
        if staff_id not in self._trained:
            rows = self._whole(TRAINING, _TRAININGS, one=staff_id)
            self._trained[staff_id] = tuple(Training(**row) for row in rows)
        return self._trained[staff_id]

    def put_deputy(self, period: DeputyPeriod) -> None:
        """Keep a deputy's period; the same id replaces it."""
        self._scope.decides.put(DEPUTY_PERIOD, row_of(period))

    def stands_in(self, deputy: str) -> Sequence[DeputyPeriod]:
        """The periods of one deputy, oldest first, without rows that are not what was written."""
        return tuple(DeputyPeriod(**row) for row in self._whole(DEPUTY_PERIOD, _STANDS_IN, one=deputy))

    def put_change(self, change: Change) -> None:
        """Keep a change that waits; the same id replaces it."""
        self._scope.decides.put(STAFF_CHANGE, row_of(change))

    def changes(self) -> Sequence[Change]:
        """Every change that waits, or is void and was not dropped yet, oldest first, if it is what was written."""
        return tuple(Change(**row) for row in self._whole(STAFF_CHANGE, _CHANGES))

    def drop_change(self, change_id: str) -> None:
        """Forget a change that was taken, replaced or is void."""
        self._scope.decides.drop(STAFF_CHANGE, change_id)

    def _member(self, staff_id: str, row: dict[str, Any] | None) -> Staff | None:
        if row is None:
            is_missing = self._scope.decides.is_missing(STAFF, staff_id)
            return unreadable_staff(staff_id, name=staff_id) if is_missing else None
        values = self._scope.decides.checked(STAFF, row)
        # Only where this transaction takes away is it not certain by now that these are values of their columns.
        return Staff(**values) if is_legible(STAFF, row) else unreadable_staff(staff_id, name=str(values["name"]))

    def _whole(self, of: Deciding, statement: Executable, **given: object) -> Iterator[dict[str, Any]]:
        found = self._scope.rows(statement, **given)
        return (shown(row) for row in found if self._scope.decides.is_whole(of, row))
