"""Preview of an answer: what putting it on record would end, replace or narrow. Nothing of it is kept but the look.

It is the recording itself, in a transaction that is rolled back: what is shown beforehand cannot differ from what then
happens. Until it is undone it holds the locks a recording holds; ids and instants in it are of nothing that stays.
"""

from typing import NoReturn

from exchange.core.evidence.entry import EntryType
from exchange.flows.append_entry import append_entry
from exchange.flows.consent.record import Recorded, put_on_record, read_answer
from exchange.flows.staff.authenticate import (
    SENDERS,
    Credentials,
    Principal,
    authenticate,
    authenticate_second,
    authorize,
)
from exchange.ports.hub import Hub


class _Undone(Exception):
    """Carries what would have been done out of the transaction it ends."""

    def __init__(self, done: Recorded) -> None:
        super().__init__()
        self.done = done


def _undo(done: Recorded) -> NoReturn:
    raise _Undone(done)


def preview_consent(document: bytes, *, by: Principal, approve_by: Credentials | None, hub: Hub) -> Recorded:
    """Say what an answer would do, and refuse what its recording would refuse. The look is noted.

    Raises:
        As `record_consent`.
    """
    at = hub.clock.now()
    read = read_answer(document)
    known, other = authenticate(by, hub=hub), authenticate_second(approve_by, hub=hub)
    try:
        with hub.store.shared() as tx:
            _undo(put_on_record(tx, read, people=(known, other), hub=hub, at=at))
    except _Undone as undone:
        done = undone.done
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=SENDERS)
        for person in tx.people.named(read["person"]):
            record = {"by": staff.id, "what": "consent-preview"}
            append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=person.id)
    return done
