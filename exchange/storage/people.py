"""Pseudonymisation: persons, their pairwise pseudonyms, and what each recipient knows of a consent."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select

from exchange.core.delivery.messages import SharedConsent
from exchange.core.errors import NotFound
from exchange.core.ids import made_at
from exchange.core.referral.referral import Person
from exchange.core.typed_key import looks_like
from exchange.storage.database.deciding import PERSON
from exchange.storage.database.row_seal import columns_with_newest
from exchange.storage.database.scope import Part, Scope
from exchange.storage.database.statements import add_once
from exchange.storage.merge import merge
from exchange.storage.tables.consents import shared_consent
from exchange.storage.tables.people import person, pseudonym
from keys.rest import keyed_hash

_UNREADABLE = object()
_COLUMNS = columns_with_newest(PERSON)
_GET = _COLUMNS.where(person.c.id == bindparam("one"))
# The newest first: a person who was erased may come back under a new id.
_FIND = _COLUMNS.where(person.c.reference_hash == bindparam("hash")).order_by(person.c.since.desc(), person.c.id.desc())
_TWICE = select(person.c.reference_hash).group_by(person.c.reference_hash).having(func.count() > 1)
_COLLIDING = _COLUMNS.where(person.c.reference_hash.in_(_TWICE)).order_by(person.c.reference_hash, person.c.id)
_DOUBLES = _COLUMNS.where(
    person.c.reference_hash == select(person.c.reference_hash).where(person.c.id == bindparam("one")).scalar_subquery(),
    person.c.id != bindparam("one"),
    person.c.merged_into.is_(None),
).order_by(person.c.id)
_PAGE = (
    _COLUMNS.where(person.c.id > bindparam("after"), person.c.merged_into.is_(None))
    .order_by(person.c.id)
    .limit(bindparam("limit"))
)
_ADD_PSEUDONYM = add_once(pseudonym, returning=pseudonym.c.person)
_PSEUDONYM = select(pseudonym.c.sealed).where(
    pseudonym.c.person == bindparam("one"), pseudonym.c.recipient == bindparam("to")
)
_PSEUDONYMS = select(pseudonym.c.recipient, pseudonym.c.sealed).where(pseudonym.c.person == bindparam("one"))
_SHARE = insert(shared_consent)
_SHARED = select(shared_consent.c.person, shared_consent.c.sealed).where(
    shared_consent.c.consent == bindparam("one"), shared_consent.c.recipient == bindparam("to")
)


class SqlPeople(Part):
    """The port `People` on SQL. `merged` are those whose keys are to be destroyed when the transaction stands."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self.merged: list[str] = []

    def add(self, person: Person) -> None:
        """Keep a new person; Conflict if the id is taken."""
        self._scope.decides.add(PERSON, {"id": person.id, "since": person.since} | self._known_by(person))

    def get(self, person_id: str) -> Person | None:
        """Look up by id; None for a person who was erased."""
        self._scope.holds.hold("person", person_id)
        row = self._scope.row(_GET, one=person_id)
        return self._person(row) if row else None

    def named(self, reference: str) -> Sequence[Person]:
        """Everybody whose reference looks like this one, the newest first, through a keyed hash."""
        known_by = self._hash(reference)
        self._scope.holds.hold_reference(known_by)
        rows = self._scope.rows(_FIND, hash=known_by)
        known = [person for row in rows if (person := self._person(row))]
        # Two rows may lead to one person, if one was merged into the other.
        found = {person.id: person for person in known}
        for person_id in found:
            self._scope.holds.hold("person", person_id)
        return tuple(found.values())

    def doubles(self, person_id: str) -> Sequence[str]:
        """Ids of the others whose reference looks like this person's."""
        return [row["id"] for row in self._scope.rows(_DOUBLES, one=person_id) if self._person(row)]

    def colliding(self) -> Sequence[Sequence[str]]:
        """Ids of the persons whom `named` cannot tell apart, a group a reference."""
        groups: dict[str, list[str]] = {}
        for row in self._scope.rows(_COLLIDING):
            if self._is_whole(row) and self._person(row) and not row["merged_into"]:
                groups.setdefault(row["reference_hash"], []).append(row["id"])
        return sorted(ids for ids in groups.values() if len(ids) > 1)

    def page(self, *, after: str, limit: int) -> Sequence[Person]:
        """Persons in order of id, those after `after`: as many as there are, or `limit`.

        The erased are passed over, and rows that are not what was written.
        """
        found: list[Person] = []
        while len(found) < limit:
            rows = tuple(self._scope.rows(_PAGE, after=after, limit=limit - len(found)))
            if not rows:
                break
            found += [person for row in rows if self._is_whole(row) and (person := self._person(row))]
            after = rows[-1]["id"]
        return found

    def respell(self, person: Person) -> None:
        """Keep a person under the reference of this value."""
        self._scope.decides.put(PERSON, {"id": person.id, "since": person.since} | self._known_by(person))

    def merge(self, gone: str, *, into: str) -> None:
        """Let all that is kept of one person be another's, under that one's key; NotFound if one is not there."""
        if self.get(gone) is None or self.get(into) is None:
            raise NotFound
        merge(gone, into, scope=self._scope)
        self.merged.append(gone)

    def pseudonym(self, person_id: str, recipient: str, *, fresh: str) -> str:
        """The pseudonym of this person for this recipient; Gone if the person was erased."""
        place = f"pseudonym:{person_id}:{recipient}"
        row = self._scope.row(_PSEUDONYM, one=person_id, to=recipient)
        if row and (known := self._scope.read(row["sealed"], person=person_id, place=place)):
            return str(known)
        sealed = self._scope.seal(fresh, person=person_id, place=place)
        self._scope.add_once(_ADD_PSEUDONYM, {"person": person_id, "recipient": recipient, "sealed": sealed})
        return fresh

    def pseudonyms(self, person_id: str) -> Mapping[str, str]:
        """What a person is called at each recipient; of nobody who was erased."""
        rows = self._scope.rows(_PSEUDONYMS, one=person_id)
        places = {row["recipient"]: (row["sealed"], f"pseudonym:{person_id}:{row['recipient']}") for row in rows}
        read = {to: self._scope.read(sealed, person=person_id, place=at) for to, (sealed, at) in places.items()}
        return {to: str(known) for to, known in read.items() if known}

    def shared(self, consent_id: str, recipient: str) -> SharedConsent | None:
        """What the recipient knows of the consent; None for a person who was erased."""
        row = self._scope.row(_SHARED, one=consent_id, to=recipient)
        if row is None:
            return None
        known = self._scope.read(row["sealed"], person=row["person"], place=_place(consent_id, recipient))
        if known is None:
            return None
        return SharedConsent(
            consent=consent_id,
            recipient=recipient,
            shared_id=known["id"],
            salt=b64decode(known["salt"]),
            receipt=known["receipt"],
        )

    def share(self, shared: SharedConsent, *, person: str) -> None:
        """Keep what the recipient knows of the consent; Conflict if it knew before."""
        known = {"id": shared.shared_id, "salt": b64encode(shared.salt).decode(), "receipt": shared.receipt}
        place = _place(shared.consent, shared.recipient)
        row = {"consent": shared.consent, "recipient": shared.recipient, "person": person}
        self._scope.write(_SHARE, row | {"sealed": self._scope.seal(known, person=person, place=place)})

    def _known_by(self, person: Person) -> dict[str, Any]:
        return {
            "reference_hash": self._hash(person.reference),
            "sealed": self._scope.seal(person.reference, person=person.id, place=f"person:{person.id}"),
        }

    def _hash(self, reference: str) -> str:
        return keyed_hash(self._scope.index_key, looks_like(reference))

    def _is_whole(self, row: dict[str, Any]) -> bool:
        return self._scope.decides.is_whole(PERSON, row)

    def _person(self, row: dict[str, Any]) -> Person | None:
        # Sealed under the key of whoever they turned out to be: erased with them, they are found no more.
        whose = PERSON.whose(row)
        if self._scope.decides.is_erased(PERSON, row):
            return None
        self._scope.decides.checked(PERSON, row)
        reference = self._scope.read_or(_UNREADABLE, row["sealed"], person=whose, place=f"person:{row['id']}")
        if reference is _UNREADABLE or (reference is None and self._scope.decides.is_lenient):
            # Of a row that somebody overwrote the id is known. Whoever it says this person turned out to be is not.
            return Person(id=row["id"], since=made_at(row["id"]), reference="")
        if reference is None:
            return None
        if row["merged_into"]:
            return self.get(row["merged_into"])
        since = row["since"] if isinstance(row["since"], datetime) else made_at(row["id"])
        return Person(id=row["id"], since=since, reference=reference)


def _place(consent: str, recipient: str) -> str:
    return f"shared_consent:{consent}:{recipient}"
