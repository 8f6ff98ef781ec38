"""Fact repository: what held, and when it was known; what concerns a person is encrypted under that person's key."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, or_, select, union

from exchange.core.compliance.fact import Fact, holding, is_personal
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.storage.database.deciding import FACT
from exchange.storage.database.documents import show
from exchange.storage.database.row_seal import columns_with_newest
from exchange.storage.database.scope import Part
from exchange.storage.tables.evidence import record, waiting_leaf
from exchange.storage.tables.facts import fact

_ALL = columns_with_newest(FACT).where(fact.c.kind == bindparam("kind"))
_IN_ORDER = (fact.c.recorded_at, fact.c.name)
_OF_KIND = _ALL.order_by(*_IN_ORDER)
_OF_SUBJECT = _ALL.where(fact.c.subject == bindparam("subject")).order_by(*_IN_ORDER)
_SEVERAL = (
    columns_with_newest(FACT)
    .where(
        or_(
            and_(
                fact.c.kind.in_(bindparam("kinds", expanding=True)),
                fact.c.subject.in_(bindparam("subjects", expanding=True)),
            ),
            fact.c.kind.in_(bindparam("whole", expanding=True)),
        )
    )
    .order_by(*_IN_ORDER)
)
_NAMES = select(fact.c.name).where(fact.c.kind == bindparam("kind"))
_TOLD_OF = select(
    union(
        *(
            select(log.c.about).where(
                log.c.person == bindparam("subject"),
                log.c.about >= bindparam("first"),
                log.c.about < bindparam("after"),
            )
            for log in (record, waiting_leaf)
        )
    ).subquery()
)
_TOLD = select(
    union(
        *(
            select(log.c.about).where(log.c.about >= bindparam("first"), log.c.about < bindparam("after"))
            for log in (record, waiting_leaf)
        )
    ).subquery()
)


class SqlFacts(Part):
    """The port `Facts` on SQL."""

    def put(self, fact: Fact) -> None:
        """Keep a fact; Conflict if its id is taken."""
        row = {
            "name": fact.name,
            **{name: getattr(fact, name) for name in ("kind", "subject", "topic", "valid_from", "valid_until")},
            **{name: getattr(fact, name) for name in ("recorded_at", "entered_by", "approved_by", "person")},
            "document": None if fact.person else show(fact.document),
            "sealed": self._sealed(fact) if fact.person else None,
        }
        self._scope.decides.add(FACT, row)

    def history(self, kind: FactKind, subject: str = "") -> Sequence[Fact]:
        """Facts of a kind in the order they were written down, of one subject or of all; not of the erased.

        Raises:
            RowDiffers: one is not the fact that was written, or is gone.
        """
        if subject != HOUSE and subject and is_personal(kind):
            return self._of_person(kind, subject)
        self._check_missing(kind)
        given = {"kind": kind, "subject": subject} if subject else {"kind": kind}
        rows = self._scope.rows(_OF_SUBJECT if subject else _OF_KIND, **given)
        return tuple(one for one in map(self._fact, rows) if one)

    def several(
        self, asked: Collection[tuple[FactKind, str]], *, whole: Collection[FactKind]
    ) -> Mapping[tuple[FactKind, str], Sequence[Fact]]:
        """Histories of several kinds and subjects, and all of some kinds; nothing that was taken away is missed here.

        Raises:
            RowDiffers: one is not the fact that was written.
        """
        kinds, subjects = sorted({kind for kind, _ in asked}), sorted({subject for _, subject in asked})
        rows = self._scope.rows(_SEVERAL, kinds=kinds, subjects=subjects, whole=sorted(whole))
        found: dict[tuple[FactKind, str], list[Fact]] = defaultdict(list)
        for row in rows:
            about = row["kind"], row["subject"]
            if (about in asked or row["kind"] in whole) and (one := self._fact(row)):
                found[about].append(one)
        return found

    def at(self, kind: FactKind, subject: str, *, at: datetime, known_at: datetime) -> Sequence[Fact]:
        """What of a subject held at an instant, as far as it was written down by another."""
        return tuple(holding(self.history(kind, subject), at=at, known_at=known_at))

    def _of_person(self, kind: FactKind, person: str) -> Sequence[Fact]:
        # Asked with every second pair of eyes: of whom nothing was ever told, nothing is asked further.
        first, after = _between(kind)
        told = {row["about"] for row in self._scope.rows(_TOLD_OF, subject=person, first=first, after=after)}
        rows = self._scope.rows(_OF_SUBJECT, kind=kind, subject=person) if told else ()
        self._scope.decides.check_missing(told - set(map(FACT.about, rows)))
        return tuple(one for one in map(self._fact, rows) if one)

    def _check_missing(self, kind: FactKind) -> None:
        # A fact that was taken away would let an earlier one hold again, or nothing forbid what it forbade.
        first, after = _between(kind)
        told = {row["about"] for row in self._scope.rows(_TOLD, first=first, after=after)}
        there = {FACT.about(row) for row in self._scope.rows(_NAMES, kind=kind)}
        self._scope.decides.check_missing(told - there)

    def _sealed(self, fact: Fact) -> bytes:
        return self._scope.seal(fact.document, person=fact.person, place=_place(fact.name))

    def _fact(self, row: dict[str, Any]) -> Fact | None:
        if row["person"] and self._scope.decides.is_erased(FACT, row):
            return None
        known = self._scope.decides.checked(FACT, row)
        name, sealed = known.pop("name"), known.pop("sealed")
        if known["person"]:
            known["document"] = self._scope.read(sealed, person=known["person"], place=_place(name))
        return None if known["document"] is None else Fact(id=name.partition(":")[2], **known)


def _between(kind: FactKind) -> tuple[str, str]:
    """Between which names of the log's index all rows of a kind lie."""
    return FACT.about({"name": f"{kind.value}:"}), FACT.about({"name": f"{kind.value};"})


def _place(name: str) -> str:
    return f"fact:{name}"
