"""Staff repository: members of staff and their trainings."""

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, select

from exchange.core.staff.staff import Staff, Training
from exchange.storage.database.scope import Part, Scope
from exchange.storage.database.statements import columns_of, put, row_of
from exchange.storage.tables.staff import staff, training

_PUT = put(staff, key="id")
_ALL = select(*columns_of(staff, Staff)).order_by(staff.c.id)
_GET = select(*columns_of(staff, Staff)).where(staff.c.id == bindparam("one"))
_ADD_TRAINING = insert(training)
_TRAININGS = (
    select(*columns_of(training, Training))
    .where(training.c.staff == bindparam("one"))
    .order_by(training.c.valid_from, training.c.id)
)


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
