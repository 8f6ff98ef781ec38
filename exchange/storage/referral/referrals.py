"""Optimistic concurrency control: referrals and their drafts; `writes` counts, and who saw an older count is refused.

With packets and history, the port `Referrals`.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Update, bindparam, func, insert, select, tuple_, update

from exchange.core.errors import StaleVersion
from exchange.core.referral.referral import Draft, Referral
from exchange.core.referral.sought import EVERYTHING, Sought
from exchange.core.vocabulary import TERMINAL, State
from exchange.storage.database.documents import reader
from exchange.storage.database.scope import Scope
from exchange.storage.database.statements import columns_of, put, row_of
from exchange.storage.referral.history import SqlHistory
from exchange.storage.referral.packets import SqlPackets
from exchange.storage.tables.referrals import OPEN, draft, referral

_ID = frozenset({"id"})
_ADD = insert(referral)
_COLUMNS = select(*columns_of(referral, Referral))
_GET = _COLUMNS.add_columns(referral.c.writes).where(referral.c.id == bindparam("one"))
# Where `writes` has moved on since it was seen no row changes: the look may be of an earlier transaction (`If-Match`,
# an approval), of which no lock is left.
_SAVE = update(referral).where(referral.c.id == bindparam("one"), referral.c.writes == bindparam("seen"))
_WRITES = select(referral.c.writes).where(referral.c.id == bindparam("one"))
_DUPLICATE = select(referral.c.id).where(
    referral.c.person == bindparam("person"),
    referral.c.partner == bindparam("partner"),
    referral.c.service_line == bindparam("line"),
    referral.c.state.in_(OPEN),
)
_BY_CODE = select(referral.c.id).where(referral.c.code == bindparam("code"))
_WAITING = _COLUMNS.where(
    referral.c.person == bindparam("person"), referral.c.state == State.AWAITING_CONSENT
).order_by(referral.c.id)
_OF_PERSON = _COLUMNS.where(referral.c.person == bindparam("person")).order_by(referral.c.id)
_OF_CONSENT = _COLUMNS.where(referral.c.consent == bindparam("one")).order_by(referral.c.id)
_PAGE = _COLUMNS.where(referral.c.id > bindparam("after")).order_by(referral.c.id).limit(bindparam("limit"))
_PAGE_IN = _PAGE.where(referral.c.state.in_(bindparam("states", expanding=True)))
_OWN, _OWN_IN = (one.where(referral.c.owner == bindparam("owner")) for one in (_PAGE, _PAGE_IN))
_DUE, _LISTED = (
    _COLUMNS.where(column <= bindparam("at")).order_by(column, referral.c.id).limit(bindparam("limit"))
    for column in (referral.c.look_at, referral.c.listed_at)
)
_OWN_LISTED = _LISTED.where(referral.c.owner == bindparam("owner"))
_AGENDA = (
    _COLUMNS.where(
        referral.c.owner == bindparam("owner"),
        referral.c.listed_at <= bindparam("until"),
        tuple_(referral.c.listed_at, referral.c.id)
        > tuple_(bindparam("since", type_=referral.c.listed_at.type), bindparam("which", type_=referral.c.id.type)),
    )
    .order_by(referral.c.listed_at, referral.c.id)
    .limit(bindparam("limit"))
)
_AGENDA_OF = _AGENDA.where(referral.c.next_reason.in_(bindparam("reasons", expanding=True)))
_COUNTED = (
    select(referral.c.next_reason, func.count().label("count"), func.min(referral.c.listed_at).label("since"))
    .where(referral.c.owner == bindparam("owner"), referral.c.listed_at <= bindparam("at"))
    .group_by(referral.c.next_reason)
)
_OPEN_OWNED = (
    select(func.count().label("many"))
    .select_from(referral)
    .where(referral.c.owner == bindparam("owner"), referral.c.state.not_in(sorted(TERMINAL)))
)
_PUT_DRAFT = put(draft, key="referral")
_DRAFT = select(draft.c.sealed).where(draft.c.referral == bindparam("one"))
_read_draft = reader(Draft)


class SqlReferrals(SqlPackets, SqlHistory):
    """The port `Referrals` on SQL.

    A referral that was looked at stays this transaction's own to its end. So it is read once, and what several steps
    change of it is written once: when others could see it, or a look at many could find it.
    """

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._known: dict[str, Referral] = {}
        # As the database has each: what is saved names the columns that differ, and no index of the others is written.
        self._stored: dict[str, Referral] = {}
        # How often each was written, as this transaction saw it or made it so; and as the database still has it.
        self._writes: dict[str, int] = {}
        self._unwritten: dict[str, int] = {}

    def add(self, referral: Referral, draft: Draft) -> None:
        """Keep a new referral with its draft.

        Raises:
            Conflict: the id is taken.
            Contended: its code is.
            Duplicate: it is released, and so is another of this person to this service line.
            NotFound: there is no such person.
        """
        self._scope.write(_ADD, row_of(referral) | {"writes": 1})
        self._stored[referral.id] = referral
        self._know(referral, writes=1)
        self.put_draft(referral.id, draft)

    def get(self, referral_id: str) -> Referral | None:
        """Look up by id. A referral stays when its person is erased: it names nobody then."""
        if referral_id not in self._known:
            row = self._scope.held_row("referral", _GET, referral_id)
            if row is None:
                return None
            writes = row.pop("writes")
            self._stored[referral_id] = Referral(**row)
            self._know(self._stored[referral_id], writes=writes)
        return self._known[referral_id]

    def by_code(self, code: str) -> str | None:
        """The id of the referral people call by this code."""
        row = self._scope.row(_BY_CODE, code=code)
        return str(row["id"]) if row else None

    def lock(self, referral_id: str) -> Referral | None:
        """Like `get`, and nobody else changes it until this transaction ends: whoever looks at it holds its person."""
        return self.get(referral_id)

    def save(self, referral: Referral, *, seen: int) -> None:
        """Write a changed referral.

        Raises:
            StaleVersion: it was written since, or is not there.
            Duplicate: see `add`; at the end of the transaction at the latest.
        """
        if referral.id in self._known and seen == self._writes[referral.id]:
            self._unwritten.setdefault(referral.id, seen)
        else:
            self.flush()
            self._write(referral, seen=seen, writes=seen + 1)
        self._know(referral, writes=seen + 1)

    def flush(self) -> None:
        """Write what was saved and is not written yet."""
        unwritten, self._unwritten = self._unwritten, {}
        for one, seen in unwritten.items():
            self._write(self._known[one], seen=seen, writes=self._writes[one])

    def writes(self, referral_id: str) -> int:
        """How often the referral was written, `add` included; 0 if it is not there."""
        if referral_id not in self._writes:
            self._scope.holds.hold("referral", referral_id)
            row = self._scope.row(_WRITES, one=referral_id)
            self._writes[referral_id] = int(row["writes"]) if row else 0
        return self._writes[referral_id]

    def draft(self, referral_id: str) -> Draft | None:
        """What is to be sent; None if the person was erased."""
        if referral_id not in self._known:
            self._scope.holds.hold("referral", referral_id)
        row = self._scope.row(_DRAFT, one=referral_id)
        if row is None:
            return None
        place = f"draft:{referral_id}"
        document = self._scope.read_or(None, row["sealed"], person=self._person_of(referral_id), place=place)
        found: Draft | None = None if document is None else _read_draft(document)
        return found

    def put_draft(self, referral_id: str, draft: Draft) -> None:
        """Replace what is to be sent; NotFound if there is no such referral."""
        place = f"draft:{referral_id}"
        sealed = self._scope.seal(draft, person=self._person_of(referral_id), place=place)
        self._scope.put(_PUT_DRAFT, {"referral": referral_id, "sealed": sealed})

    def open_duplicate(self, person_id: str, partner: str, service_line: str) -> str | None:
        """The id of a referral of this person to this service line that is released and has not ended."""
        found = self._scope.rows(_DUPLICATE, person=person_id, partner=partner, line=service_line)
        # Of what is not written yet it is known here how it stands.
        open_ones = [row["id"] for row in found if row["id"] not in self._unwritten]
        saved = (self._known[one] for one in self._unwritten)
        ours = [one.id for one in saved if one.state in OPEN and _whose(one) == (person_id, partner, service_line)]
        return next(iter(open_ones + ours), None)

    def waiting_for_consent(self, person_id: str) -> Sequence[Referral]:
        """Referrals of a person that wait for consent, in order of id."""
        self.flush()
        return self._scope.values(Referral, _WAITING, person=person_id)

    def of_person(self, person_id: str) -> Sequence[Referral]:
        """All referrals of a person, in order of id."""
        self._scope.holds.hold("person", person_id)
        self.flush()
        return self._scope.values(Referral, _OF_PERSON, person=person_id)

    def of_consent(self, consent_id: str) -> Sequence[Referral]:
        """Referrals that stand on the consent, in order of id."""
        self._scope.holds.hold("consent", consent_id)
        self.flush()
        return self._scope.values(Referral, _OF_CONSENT, one=consent_id)

    def page(
        self, *, states: Iterable[State], after: str, limit: int, owner: str = "", sought: Sought = EVERYTHING
    ) -> Sequence[Referral]:
        """Referrals in order of id after `after`; all states where `states` is empty, all owners' without one."""
        self.flush()
        asked: dict[str, Any] = {"after": after, "limit": limit} | ({"owner": owner} if owner else {})
        if wanted := sorted(states):
            return self._narrowed(_OWN_IN if owner else _PAGE_IN, sought, states=wanted, **asked)
        return self._narrowed(_OWN if owner else _PAGE, sought, **asked)

    def due(self, at: datetime, *, limit: int) -> Sequence[Referral]:
        """Referrals the clock has to look at, oldest first."""
        self.flush()
        return self._scope.values(Referral, _DUE, at=at, limit=limit)

    def listed(self, at: datetime, *, limit: int, owner: str = "") -> Sequence[Referral]:
        """Referrals on somebody's list, the longest waiting first."""
        self.flush()
        if owner:
            return self._scope.values(Referral, _OWN_LISTED, at=at, limit=limit, owner=owner)
        return self._scope.values(Referral, _LISTED, at=at, limit=limit)

    def agenda(
        self,
        owner: str,
        *,
        reasons: Collection[str],
        after: tuple[datetime, str],
        until: datetime,
        limit: int,
        sought: Sought = EVERYTHING,
    ) -> Sequence[Referral]:
        """An owner's referrals in order of when they come on the list, after a place and up to an instant."""
        self.flush()
        since, which = after
        place = {"owner": owner, "since": since, "which": which, "until": until, "limit": limit}
        if reasons:
            return self._narrowed(_AGENDA_OF, sought, reasons=sorted(reasons), **place)
        return self._narrowed(_AGENDA, sought, **place)

    def _narrowed(self, statement: Select[Any], sought: Sought, **asked: Any) -> Sequence[Referral]:
        """Those of a list that are of the partner and begin as somebody looks for."""
        if sought.partner:
            statement = statement.where(referral.c.partner == bindparam("sought_of"))
            asked["sought_of"] = sought.partner
        if sought.code:
            # No sign of a code comes after `X`.
            statement = statement.where(referral.c.code.between(bindparam("sought_from"), bindparam("sought_to")))
            asked |= {"sought_from": sought.code, "sought_to": f"{sought.code}Z"}
        return self._scope.values(Referral, statement, **asked)

    def listed_counts(self, owner: str, *, at: datetime) -> Sequence[tuple[str, int, datetime]]:
        """How many of an owner's are on the list for each reason, and since when the first."""
        self.flush()
        found = self._scope.rows(_COUNTED, owner=owner, at=at)
        return [(row["next_reason"], int(row["count"]), row["since"]) for row in found]

    def open_count(self, owner: str) -> int:
        """How many of one owner's referrals have not ended."""
        self.flush()
        return self._scope.number(_OPEN_OWNED, owner=owner)

    def _write(self, referral: Referral, *, seen: int, writes: int) -> None:
        row = _changes(referral, self._stored.get(referral.id)) | {"writes": writes}
        if not self._scope.changed(_save(tuple(row)), row | {"one": referral.id, "seen": seen}):
            raise StaleVersion
        self._stored[referral.id] = referral

    def _know(self, referral: Referral, *, writes: int) -> None:
        self._known[referral.id] = referral
        self._writes[referral.id] = writes
        self._persons[referral.id] = referral.person


def _whose(one: Referral) -> tuple[str, str, str]:
    return one.person, one.partner, one.service_line


def _changes(referral: Referral, stored: Referral | None) -> dict[str, Any]:
    """The columns in which a referral differs from how it is stored; all where that is not known."""
    row = row_of(referral, without=_ID)
    return row if stored is None else {name: new for name, new in row.items() if getattr(stored, name) != new}


# Referrals change in a few ways, always in the same columns.
@lru_cache(maxsize=256)
def _save(columns: tuple[str, ...]) -> Update:
    return _SAVE.values({name: bindparam(name, type_=referral.c[name].type) for name in columns})
