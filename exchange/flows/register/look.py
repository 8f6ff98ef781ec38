"""Looking at a register: what holds, or held at an instant, and all that was ever written down; every look is noted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.core.compliance.fact import Fact, holding, is_personal
from exchange.core.compliance.kind import REGISTERS, FactKind
from exchange.core.errors import NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.said import one_of
from exchange.core.staff.staff import Staff
from exchange.flows.append_entry import append_entry
from exchange.flows.refusals import forbidden
from exchange.flows.staff.access import SEE_ALL, assigned_person
from exchange.flows.staff.authenticate import ONLOOKERS, OPERATORS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What somebody wants to see: a kind, of one subject or of all; what holds at `at`, or without it the history."""

    kind: FactKind
    subject: str = ""
    at: datetime | None = None


def look_at_register(question: Question, *, by: Principal, hub: Hub) -> Sequence[Fact]:
    """Show facts of a kind. About one person they are shown to who has a case of theirs; about all, to who sees all.

    Raises:
        NotFound: the person is not known, or nothing of them is theirs.
        WrongPassphrase, StaffUnknown, ClientSuspended, Forbidden: who looks is not proven, or has no business there.
        RowDiffers: a fact is not the one that was written.
    """
    now, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        who = authorize(known, tx=tx, roles=ONLOOKERS | OPERATORS)
        subject = _subject(tx, question, who=who, at=now)
        found = tx.facts.history(question.kind, subject)
        if is_personal(question.kind):
            record = {"by": who.id, "what": f"register-{question.kind.value}", "count": len(found)}
            append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=now, person=subject)
    return found if question.at is None else holding(found, at=question.at, known_at=now)


def look_at_registers(kinds: Iterable[FactKind], *, by: Principal, hub: Hub) -> Mapping[FactKind, Sequence[Fact]]:
    """Show what holds now of several kinds at once, none of which is about persons.

    Raises:
        ValueError: a kind is about persons.
        WrongPassphrase, StaffUnknown, ClientSuspended, Forbidden: who looks is not proven, or has no business there.
        RowDiffers: a fact is not the one that was written.
    """
    now, known, wanted = hub.clock.now(), authenticate(by, hub=hub), tuple(kinds)
    if any(is_personal(one) for one in wanted):
        # Of those every look is noted: `look_at_register`.
        raise ValueError(wanted)
    with hub.store.reading() as tx:
        authorize(known, tx=tx, roles=ONLOOKERS | OPERATORS)
        return {one: holding(tx.facts.history(one, ""), at=now, known_at=now) for one in wanted}


def begin_review(*, by: Principal, hub: Hub) -> None:
    """Let somebody who sees all cases look at what a compliance review finds, and write the line of it.

    Raises:
        WrongPassphrase, StaffUnknown, ClientSuspended, Forbidden: who looks is not proven, or does not see all.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        who = authorize(known, tx=tx, roles=SEE_ALL)
        append_entry(tx, EntryType.STAFF_ACCESS, {"by": who.id, "what": "compliance"}, hub=hub, at=at)


def _subject(tx: Tx, question: Question, *, who: Staff, at: datetime) -> str:
    if not is_personal(question.kind):
        return question.subject
    if not REGISTERS[question.kind].roles:
        # What only the hub writes of a person, only the hub reads.
        open_to_people = one_of([one.value for one, row in REGISTERS.items() if row.roles])
        raise NotFound(question.kind.value).saying(form=open_to_people)
    if question.subject:
        if who.role not in REGISTERS[question.kind].roles:
            raise forbidden(who, roles=REGISTERS[question.kind].roles)
        return assigned_person(tx, question.subject, to=who, at=at).id
    if who.role not in SEE_ALL:
        raise forbidden(who, roles=SEE_ALL)
    return ""
