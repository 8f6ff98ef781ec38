"""Staff repository: members of staff, their trainings and periods as deputies, and what waits for a second person."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select

from exchange.core.staff.change import Change
from exchange.core.staff.deputy import DeputyPeriod
from exchange.core.staff.staff import Staff, Training
from exchange.storage.database.scope import Part, Scope
from exchange.storage.database.statements import columns_of, put, row_of
from exchange.storage.tables.staff import deputy_period, staff, staff_change, training

_PUT = put(staff, key="id")
_ALL = select(*columns_of(staff, Staff)).order_by(staff.c.id)
_GET = select(*columns_of(staff, Staff)).where(staff.c.id == bindparam("one"))
_ADD_TRAINING = insert(training)
_TRAININGS = (
    select(*columns_of(training, Training))
    .where(training.c.staff == bindparam("one"))
    .order_by(training.c.valid_from, training.c.id)
)
_PUT_DEPUTY = put(deputy_period, key="id")
_STANDS_IN = (
    select(*columns_of(deputy_period, DeputyPeriod))
    .where(deputy_period.c.deputy == bindparam("one"))
    .order_by(deputy_period.c.valid_from, deputy_period.c.id)
)
_PUT_CHANGE = put(staff_change, key="id")
_CHANGES = select(*columns_of(staff_change, Change)).order_by(staff_change.c.entered_at, staff_change.c.id)
_DROP_CHANGE = delete(staff_change).where(staff_change.c.id == bindparam("one"))


class SqlStaffRepository(Part):
    """The port `StaffRepository` on SQL."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        # While others write beside this transaction, no staff changes.
        self._seen: dict[str, Staff | None] = {}

    def add(self, staff: Staff) -> None:
        """Keep a member of staff; a second one of the same id replaces the first."""
        self._scope.put(_PUT, row_of(staff))
        self._seen.pop(staff.id, None)

    def get(self, staff_id: str) -> Staff | None:
        """Look up by id."""
        if staff_id not in self._seen:
            self._seen[staff_id] = self._scope.value(Staff, _GET, one=staff_id)
        return self._seen[staff_id]

    def all(self) -> Sequence[Staff]:
        """Everybody, in order of id."""
        return self._scope.values(Staff, _ALL)

    def add_training(self, training: Training) -> None:
        """Keep a training; NotFound if there is no such member of staff, Conflict if the id is taken."""
        self._scope.write(_ADD_TRAINING, row_of(training))

    def trainings(self, staff_id: str) -> Sequence[Training]:
        """The trainings of one member of staff, oldest first."""
        return self._scope.values(Training, _TRAININGS, one=staff_id)

    def put_deputy(self, period: DeputyPeriod) -> None:
        """Keep a deputy's period; the same id replaces it."""
        self._scope.put(_PUT_DEPUTY, row_of(period))

    def stands_in(self, deputy: str) -> Sequence[DeputyPeriod]:
        """The periods of one deputy, oldest first."""
        return self._scope.values(DeputyPeriod, _STANDS_IN, one=deputy)

    def put_change(self, change: Change) -> None:
        """Keep a change that waits; the same id replaces it."""
        self._scope.put(_PUT_CHANGE, row_of(change))

    def changes(self) -> Sequence[Change]:
        """Every change that waits, or is void and was not dropped yet, oldest first."""
        return self._scope.values(Change, _CHANGES)

    def drop_change(self, change_id: str) -> None:
        """Forget a change that was taken, replaced or is void."""
        self._scope.write(_DROP_CHANGE, {"one": change_id})
