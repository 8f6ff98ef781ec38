"""Half-filled sheet: begun with a person's reference, saved as often as one likes, gone once a draft takes its place.

A draft has to fit its form; a sheet holds whatever was typed so far. It is its owner's alone, also while a deputy
stands in for them: nothing of it was decided yet. The person is known from the first step on, as with a draft.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from exchange.core.errors import SHEET, Malformed, NotFound, TooLarge
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Referral
from exchange.core.referral.sheet import MOST_BYTES, HalfSheet, raise_if_changed
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import TERMINAL
from exchange.flows.append_entry import append_entry
from exchange.flows.consent.known_person import known_person
from exchange.flows.staff.access import may_see
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import b64url
from keys.errors import KeysError
from keys.strictjson import dumps, loads

SHEET_BYTES = 12
"""Random bytes of a sheet's id: it stands in an address and says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSheet:
    """A sheet with the person's reference, and the cases of this person that go on and are its owner's to see."""

    sheet: HalfSheet
    reference: str
    cases: Sequence[Referral]


def begin_sheet(reference: str, *, by: Principal, hub: Hub) -> OpenSheet:
    """Begin a sheet about the person of this reference, who is known from now on. The look is noted.

    Raises:
        NotAKey, PersonAmbiguous: the reference is no key, or several persons are kept under spellings of it.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who writes is not proven, or writes nothing.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        writer = authorize(known, tx=tx, roles=SENDERS)
        person = known_person(tx, reference, pointer="/reference", hub=hub, at=at)
        id_ = b64url(hub.entropy.bytes(SHEET_BYTES))
        sheet = HalfSheet(id=id_, person=person.id, owner=writer.id, writes=1, saved_at=at, content={})
        tx.sheets.put(sheet)
        return _opened(tx, sheet, writer, hub=hub, at=at)


def open_sheet(sheet_id: str, *, by: Principal, hub: Hub) -> OpenSheet:
    """Open a sheet of one's own. The look is noted.

    Raises:
        NotFound: there is none of this id, it is somebody else's, or its time is over; the answer is the same.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: as above.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        writer = authorize(known, tx=tx, roles=SENDERS)
        return _opened(tx, own_sheet(tx, sheet_id, of=writer, at=at), writer, hub=hub, at=at)


def look_at_sheets(*, by: Principal, hub: Hub) -> Sequence[OpenSheet]:
    """Show one's own sheets whose time is not over, the newest first. A line says who looked at how many.

    Raises:
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: as above.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        writer = authorize(known, tx=tx, roles=SENDERS)
        kept = [(one, tx.people.get(one.person)) for one in tx.sheets.of(writer.id) if one.ends_at() > at]
        found = tuple(OpenSheet(sheet=one, reference=whom.reference, cases=()) for one, whom in kept if whom)
        record = {"by": writer.id, "what": "sheets", "count": len(found)}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at)
    return found


def save_sheet(sheet_id: str, content: Mapping[str, Any], *, seen: int, by: Principal, hub: Hub) -> HalfSheet:
    """Keep what was typed so far; its fourteen days begin anew. `seen` counts the writes its owner saw.

    Raises:
        SheetChanged: it was saved in another window since; `allowed` are the places that differ.
        TooLarge, Malformed: it is more than 256 KiB, or no JSON.
        NotFound, StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: as above.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    kept = _within_limits(content)
    with hub.store.shared() as tx:
        sheet = own_sheet(tx, sheet_id, of=authorize(known, tx=tx, roles=SENDERS), at=at)
        raise_if_changed(sheet, seen=seen, wish=kept)
        saved = replace(sheet, content=kept, writes=sheet.writes + 1, saved_at=at)
        tx.sheets.put(saved)
    return saved


def drop_sheet(sheet_id: str, *, by: Principal, hub: Hub) -> None:
    """Throw a sheet of one's own away.

    Raises:
        NotFound, StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: as above.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        tx.sheets.remove(own_sheet(tx, sheet_id, of=authorize(known, tx=tx, roles=SENDERS), at=at).id)


def own_sheet(tx: Tx, sheet_id: str, *, of: Staff, at: datetime) -> HalfSheet:
    """The sheet of this id, if it is this person's and its time is not over.

    Raises:
        NotFound: there is none; of somebody else's the answer is the same.
    """
    sheet = tx.sheets.get(sheet_id)
    if sheet is None or sheet.owner != of.id or sheet.ends_at() <= at:
        raise NotFound(kind=SHEET)
    return sheet


def _within_limits(content: Mapping[str, Any]) -> dict[str, Any]:
    try:
        written = dumps(content)
        if len(written) > MOST_BYTES:
            raise TooLarge(pointer="")
        kept = loads(written)
    except KeysError as error:
        raise Malformed(pointer="") from error
    if not isinstance(kept, dict):
        raise Malformed(pointer="")
    return kept


def _opened(tx: Tx, sheet: HalfSheet, writer: Staff, *, hub: Hub, at: datetime) -> OpenSheet:
    person = tx.people.get(sheet.person)
    if person is None:
        raise NotFound(kind=SHEET)
    cases = [one for one in tx.referrals.of_person(person.id) if one.state not in TERMINAL]
    record = {"by": writer.id, "what": "sheet", "person": person.id}
    append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=person.id)
    mine = tuple(one for one in cases if may_see(tx, one, writer, at=at))
    return OpenSheet(sheet=sheet, reference=person.reference, cases=mine)
