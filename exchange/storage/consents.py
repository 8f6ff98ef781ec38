"""Consent repository: consents, encrypted under their person's key."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, exists, func, select, union, update

from exchange.core.consent.clause import last_instant
from exchange.core.consent.consent import Consent, unreadable_consent
from exchange.core.consent.document import read_consent, show_consent
from exchange.core.consent.states import warning_instants
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.vocabulary import GIVEN
from exchange.storage.database.deciding import CONSENT
from exchange.storage.database.row_seal import columns_with_newest, newest_record
from exchange.storage.database.scope import Part, Scope
from exchange.storage.database.statements import named
from exchange.storage.tables.consents import consent
from exchange.storage.tables.evidence import record, waiting_leaf

_LOG = (record, waiting_leaf)


def _told_by(log: Table) -> tuple[ColumnElement[bool], ...]:
    """What tells of a person's consents, among what has its place or among what waits."""
    return log.c.person == bindparam("one"), log.c.about.startswith("consent:")


_COLUMNS = columns_with_newest(CONSENT)
_TOLD_OF = select(union(*(select(one.c.about).where(*_told_by(one)) for one in _LOG)).subquery())
_NEWEST = newest_record()
_UNREADABLE = object()
_GET = _COLUMNS.where(consent.c.id == bindparam("one"))
# Whether the log tells of one that is not there, asked in the same breath where the person has any.
_LOST = "lost"
_THERE = consent.alias()
_NOT_THERE = func.coalesce(
    *(
        select(func.min(one.c.about))
        .where(
            *_told_by(one),
            ~exists().where(_THERE.c.person == bindparam("one"), named("consent", _THERE.c.id) == one.c.about),
        )
        .scalar_subquery()
        for one in _LOG
    )
)
_OF = (
    _COLUMNS.add_columns(_NOT_THERE.label(_LOST)).where(consent.c.person == bindparam("one")).order_by(consent.c.number)
)
_ENDING = (
    select(consent.c.id)
    .where(consent.c.ends_at <= bindparam("at"))
    .order_by(consent.c.ends_at)
    .limit(bindparam("most"))
)
_WARNING = (
    select(consent.c.id)
    .where(consent.c.warns_at <= bindparam("at"))
    .order_by(consent.c.warns_at)
    .limit(bindparam("most"))
)
# Ids begin with the time they were made at.
_GIVEN_BEFORE = (
    select(func.count().label("many"))
    .select_from(consent)
    .where(consent.c.ends_at.is_not(None), consent.c.id < bindparam("first"))
)
_UNWATCH = update(consent).where(consent.c.id == bindparam("one")).values(ends_at=None, warns_at=None)
_WARNED = update(consent).where(consent.c.id == bindparam("one")).values(warns_at=bindparam("again"))


class SqlConsents(Part):
    """The port `Consents` on SQL."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        # Asked at every step of a referral, and held from the first look on.
        self._seen: dict[str, Consent | None] = {}
        self._all: dict[str, tuple[Consent, ...]] = {}
        # What was put under a key that is lost; it is known as long as this transaction lasts.
        self._unsealed: dict[str, Consent] = {}

    def put(self, consent: Consent) -> None:
        """Keep a consent; the same id replaces the earlier status. NotFound if there is no such person."""
        sealed = self._scope.seal(show_consent(consent), person=consent.person, place=f"consent:{consent.id}")
        ends_at = last_instant(consent.clauses) if consent.status in GIVEN else None
        warns_at = min(warning_instants(consent), default=None)
        row = {"id": consent.id, "person": consent.person, "sealed": sealed, "ends_at": ends_at, "warns_at": warns_at}
        if not sealed:
            self._scope.decides.spoil(CONSENT, consent.id)
            self._unsealed[consent.id] = consent
        self._scope.decides.put(CONSENT, row)
        self._seen.pop(consent.id, None)
        self._all.pop(consent.person, None)

    def get(self, consent_id: str) -> Consent | None:
        """Look up by id; None if its person was erased."""
        if consent_id in self._seen:
            return self._seen[consent_id]
        row = self._scope.held_row("consent", _GET, consent_id)
        found = self._seen[consent_id] = self._consent(row) if row else self._missing(consent_id)
        return found

    def of(self, person_id: str) -> Sequence[Consent]:
        """A person's consents, in the order they were recorded; none if the person was erased."""
        if person_id not in self._all:
            self._all[person_id] = self._of(person_id)
        return self._all[person_id]

    def _of(self, person_id: str) -> tuple[Consent, ...]:
        self._scope.holds.hold("person", person_id)
        rows = tuple(self._scope.rows(_OF, one=person_id))
        # A no that was taken away would let an older yes open something again.
        missing = set() if rows and rows[0][_LOST] is None else self._told_of(person_id) - set(map(CONSENT.about, rows))
        self._scope.decides.check_missing(missing)
        lost = (unreadable_consent(about.partition(":")[2], person=person_id) for about in sorted(missing))
        found = (*(consent for consent in map(self._consent, rows) if consent), *lost)
        self._seen |= {consent.id: consent for consent in found}
        return found

    def _told_of(self, person_id: str) -> set[str]:
        return {row["about"] for row in self._scope.rows(_TOLD_OF, one=person_id)}

    def ending(self, at: datetime, *, limit: int) -> Sequence[str]:
        """Ids of given consents whose last clause may have ended: those of before the column were never looked at."""
        return tuple(row["id"] for row in self._scope.rows(_ENDING, at=at, most=limit))

    def warning(self, at: datetime, *, limit: int) -> Sequence[str]:
        """Ids of consents some of whose clauses may end soon; those of before the column were never looked at."""
        return tuple(row["id"] for row in self._scope.rows(_WARNING, at=at, most=limit))

    def warned(self, consent_id: str, *, again: datetime | None) -> None:
        """Let the clock look at it at the next warning, or never."""
        self._scope.write(_WARNED, {"one": consent_id, "again": again})

    def given_before(self, at: datetime) -> int:
        """How many that run were recorded before an instant."""
        row = self._scope.row(_GIVEN_BEFORE, first=uuid7(at, random=bytes(UUID7_RANDOM_BYTES)))
        return row["many"] if row else 0

    def unwatch(self, consent_id: str) -> None:
        """Let the clock not look at a consent again."""
        self._scope.write(_UNWATCH, {"one": consent_id})

    def _consent(self, row: dict[str, Any]) -> Consent | None:
        if row["id"] in self._unsealed:
            return self._unsealed[row["id"]]
        if self._scope.decides.is_erased(CONSENT, row):
            return None
        self._scope.decides.checked(CONSENT, row)
        place = f"consent:{row['id']}"
        document = self._scope.read_or(_UNREADABLE, row["sealed"], person=row["person"], place=place)
        if document is _UNREADABLE or (document is None and self._scope.decides.is_lenient):
            return unreadable_consent(row["id"], person=self._whose(row["id"]) or row["person"])
        return None if document is None else read_consent(document)

    def _missing(self, consent_id: str) -> Consent | None:
        """A consent whose row is not there: none, or one that somebody took away."""
        if not self._scope.decides.is_missing(CONSENT, consent_id):
            return None
        whose = self._whose(consent_id)
        return unreadable_consent(consent_id, person=whose) if whose else None

    def _whose(self, consent_id: str) -> str:
        """Whose a consent was when it was last written, as the log's index has it; empty where that says nothing."""
        row = self._scope.row(_NEWEST, row=CONSENT.about({"id": consent_id}))
        return row["person"] if row else ""
