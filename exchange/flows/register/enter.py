"""Entering a fact: what the house agreed, notified or found out, from a file; by two people where the rules ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from exchange.core.calendar import day_of
from exchange.core.compliance.arming import AdviceUnfit, Senders, check_armable
from exchange.core.compliance.fact import Fact, Written, read_fact, topic_of
from exchange.core.compliance.kind import REGISTERS, About, FactKind, Register
from exchange.core.errors import PARTNER, REFERRAL, STAFF, NotFound
from exchange.core.referral.referral import Person
from exchange.core.said import Said, one_of
from exchange.core.staff.conflict import ConflictOfInterest
from exchange.core.staff.staff import Staff
from exchange.flows.compliance.record_fact import Recorders, record_fact
from exchange.flows.compliance.review import rule_named
from exchange.flows.documents import check_text, read_document
from exchange.flows.staff.access import assigned, assigned_person
from exchange.flows.staff.authenticate import (
    SENDERS,
    Authenticated,
    Credentials,
    InPerson,
    Principal,
    authenticate,
    authenticate_second,
    authorize,
    authorize_second,
)
from exchange.flows.staff.named import staff_named
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.strictjson import dumps

DOCUMENT_LIMIT = 64 * 1024
MEMBERS_OF_STAFF = frozenset({"staff", "by", "second"})
"""Members of a fact that name somebody who works here."""
_DIGEST, _CASE = "sha256", "referral"
_OWN_CONFLICT = Said(
    "Ihre Befangenheit steht schon da. Was aus ihr wird, trägt jemand anderes ein.",
    "Your conflict stands there already. What becomes of it somebody else enters.",
)


@dataclass(frozen=True, slots=True)
class _Given:
    kind: FactKind
    document: Mapping[str, Any]

    @property
    def row(self) -> Register:
        return REGISTERS[self.kind]


def enter_fact(kind: FactKind, document: bytes, *, by: InPerson, approve_by: Credentials | None, hub: Hub) -> Fact:
    """Enter a fact of a kind; `document` is of the schema `fact-KIND`. One dated back is kept, and marked by its day.

    Raises:
        Malformed, SchemaInvalid, TooLarge, ForbiddenText: the document is not one, or holds what is never kept.
        ConflictOfInterest: it changes what the register says of who enters it.
        FactUnfit: it ends before it begins, or would hold longer than its kind may.
        RuleAlwaysArmed, RuleNotArmable, AdviceUnfit: nobody arms the rule, or not after this advice.
        NotFound: the partner, member of staff, rule, person or case it is about is not known, or not theirs to see; or
            the hub itself writes facts of this kind, and nobody enters them.
        FourEyes: a second person is needed, and never the same.
        WrongPassphrase, Forbidden: who enters it is not proven, or may not.
    """
    return _entered(kind, document, by=by, approve_by=approve_by, hub=hub)


def note_conflict(person: str, *, staff: str, relation: str, by: Principal, hub: Hub) -> Fact:
    """Enter that a member of staff is close to a person, and so decides nothing about them from now on.

    It takes away and gives nothing, so a client's word is enough; that it ends somebody enters at the hub.

    Raises:
        SchemaInvalid, ForbiddenText: what there is between them is none of the list.
        ConflictOfInterest: it changes what the register says of who enters it.
        NotFound: the person is not known or not theirs, or nobody works here under that id.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who enters it is not proven, or may not.
    """
    document = dumps({"person": person, "staff": staff, "relation": relation})
    return _entered(FactKind.CONFLICT, document, by=by, approve_by=None, hub=hub)


def _entered(kind: FactKind, document: bytes, *, by: Principal, approve_by: Credentials | None, hub: Hub) -> Fact:
    row = _enterable(kind)
    at, known, other = hub.clock.now(), authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    given = _Given(kind, read_document(document, schema=f"fact-{kind.value}", limit=DOCUMENT_LIMIT))
    check_text(dict(_texts(given.document)))
    written = read_fact(kind, given.document, at=at)
    _check_rule(given, hub=hub, at=at)
    with hub.store.transaction() as tx:
        who = authorize(known, tx=tx, roles=row.roles)
        people = Recorders(who.id, _second(tx, other, first=who, row=row))
        written, person = _placed(tx, written, given, to=who, at=at)
        if kind is FactKind.CONFLICT:
            _check_own_conflict(tx, written, by=who)
        return record_fact(tx, kind, written, people=people, hub=hub, at=at, person=person)


def _enterable(kind: FactKind) -> Register:
    if not REGISTERS[kind].roles:
        raise NotFound(kind.value).saying(form=one_of([one.value for one, row in REGISTERS.items() if row.roles]))
    return REGISTERS[kind]


def _check_rule(given: _Given, *, hub: Hub, at: datetime) -> None:
    """A rule that is armed or waived is one of the rulebook; one that is armed waits for it, after the DPO's advice."""
    if given.kind not in {FactKind.ARMED, FactKind.WAIVER}:
        return
    named = given.document["rule"]
    try:
        rule = rule_named(named)
    except NotFound as error:
        raise error.saying(where="/rule") from error
    if given.kind is FactKind.ARMED:
        check_armable(rule, senders=senders_of(hub))
        if given.document["dpo_advised_on"] > day_of(at).isoformat():
            raise AdviceUnfit(named, pointer="/dpo_advised_on")


def senders_of(hub: Hub) -> Senders:
    """How many may send here now, and how many of them have no passkey."""
    with hub.store.reading() as tx:
        found = [one for one in tx.staff.all() if one.active and one.role in SENDERS]
        return Senders(len(found), sum(not tx.passkeys.of(one.id) for one in found))


def _second(tx: Tx, other: Authenticated | None, *, first: Staff, row: Register) -> str:
    # Somebody who was named without need must be who they say, too: their name stands in the row.
    if not row.second and other is None:
        return ""
    return authorize_second(other, tx=tx, first=first.id, roles=row.seconds).id


def _placed(tx: Tx, written: Written, given: _Given, *, to: Staff, at: datetime) -> tuple[Written, str]:
    """What is entered with its subject as it is kept, and whose it is; empty where it concerns nobody."""
    row, document = given.row, given.document
    for member in MEMBERS_OF_STAFF & document.keys():
        written = _of_staff(tx, written, member, row=row)
    if row.about is About.PARTNER and not row.ahead and tx.partners.get(written.subject) is None:
        raise NotFound(written.subject, kind=PARTNER, pointer=f"/{row.subject}")
    if row.about is not About.PERSON or row.subject not in document:
        return written, ""
    try:
        person = assigned_person(tx, document[row.subject], to=to, at=at)
    except NotFound as error:
        raise error.saying(where=f"/{row.subject}") from error
    # The reference is the Jobcenter's own name for the person: it stands in one place, and not in every fact.
    kept = {name: value for name, value in written.document.items() if name != row.subject}
    if _CASE in kept:
        kept[_CASE] = _case(tx, kept[_CASE], of=person, to=to, at=at)
    return replace(written, subject=person.id, topic=topic_of(row, kept), document=kept), person.id


def _case(tx: Tx, named: str, *, of: Person, to: Staff, at: datetime) -> str:
    """The id of the person's case of this id or code: what rules look for is the id."""
    try:
        found = assigned(tx, named, to=to, at=at)
    except NotFound as error:
        raise error.saying(where=f"/{_CASE}") from error
    if found.person != of.id:
        raise NotFound(named, kind=REFERRAL, pointer=f"/{_CASE}")
    return found.id


def _check_own_conflict(tx: Tx, written: Written, *, by: Staff) -> None:
    """Whoever has a conflict says so themselves, and somebody else says what becomes of it: when it ends, above all."""
    mine = written.topic == by.id
    if mine and any(one.topic == by.id for one in tx.facts.history(FactKind.CONFLICT, written.subject)):
        raise ConflictOfInterest(by.id).saying(what=_OWN_CONFLICT, where="/staff")


def _of_staff(tx: Tx, written: Written, member: str, *, row: Register) -> Written:
    typed = written.document[member]
    staff = staff_named(tx, typed)
    if staff is None:
        raise NotFound(typed, kind=STAFF, pointer=f"/{member}")
    document = {**written.document, member: staff.id}
    return replace(written, topic=topic_of(row, document), document=document)


def _texts(value: object, at: str = "") -> Iterator[tuple[str, object]]:
    """Every text of a document by its place."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            # A digest is no text: what looks like a diagnosis in it is chance.
            if name != _DIGEST:
                yield from _texts(inner, f"{at}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{at}/{index}")
    elif isinstance(value, str):
        yield at, value
