"""Writing a plan with the person: needs in their words, goals, steps, follow-ups, and who goes along where."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from exchange.core.calendar import day_of
from exchange.core.detection.kind import KINDS, VERSION
from exchange.core.detection.warned import warned_in
from exchange.core.errors import STAFF, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.plan import change
from exchange.core.plan.due import review_after
from exchange.core.plan.plan import SupportPlan, open_plan_of
from exchange.core.referral.finding import DetectorVerdict, Finding, confirmed
from exchange.core.said import Said, one_of
from exchange.core.staff.staff import Staff
from exchange.flows.append_entry import append_entry
from exchange.flows.documents import check_text, read_document
from exchange.flows.plan.theirs import running_plan
from exchange.flows.staff.access import assigned_person
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.flows.staff.named import staff_named
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import digest

DOCUMENT_LIMIT = 256 * 1024
_NEEDED = Said("mindestens ein Satz der Person", "at least one sentence of the person's")
_NEEDS = Said("Was die Person braucht, fehlt.", "What the person needs is missing.")


def open_plan(person: str, document: bytes, *, by: Principal, hub: Hub) -> SupportPlan:
    """Begin the plan of a person of one's own cases; `document` is of schema `support-plan`, with what they need.

    Raises:
        Malformed, SchemaInvalid, TooLarge, ForbiddenText: the document is not one, or holds what is never kept.
        FindingsUnconfirmed: a person has to look at something in it first (`confirmed`).
        PlanUnfit: it names no need, a day is past, or a number names nothing.
        PlanOpen: the person has one that goes on.
        NotFound: the person, or who goes along, is not known, or not theirs.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who writes is not proven, or does no casework.
    """
    at, known, read = hub.clock.now(), authenticate(by, hub=hub), _read(document)
    if not read.get("needs"):
        raise change.PlanUnfit(pointer="/needs").saying(what=_NEEDS, form=_NEEDED)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=SENDERS)
        whose = assigned_person(tx, person, to=staff, at=at).id
        if open_plan_of(tx.plans.of(whose)) is not None:
            raise change.PlanOpen
        plan = SupportPlan(
            id=_uuid(hub, at), person=whose, owner=staff.id, opened_at=at, review_on=review_after(day_of(at)), needs=()
        )
        return _written(tx, plan, read, what=EntryType.PLAN_OPENED, by=staff, hub=hub, at=at)


def add_to_plan(person: str, document: bytes, *, by: Principal, hub: Hub) -> SupportPlan:
    """Add needs, goals, steps, follow-ups and appointments to a person's plan; `document` as above.

    Raises:
        NotFound: the person is not known or not theirs, has no plan that goes on; or who goes along is not known.
        Malformed, SchemaInvalid, TooLarge, ForbiddenText, FindingsUnconfirmed, PlanUnfit: as above.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: as above.
    """
    at, known, read = hub.clock.now(), authenticate(by, hub=hub), _read(document)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=SENDERS)
        plan = running_plan(tx, person, to=staff, at=at)
        return _written(tx, plan, read, what=EntryType.PLAN_CHANGED, by=staff, hub=hub, at=at)


def _read(document: bytes) -> Mapping[str, Any]:
    read = read_document(document, schema="support-plan", limit=DOCUMENT_LIMIT)
    check_text(change.texts_of(read))
    return read


def _written(
    tx: Tx, plan: SupportPlan, read: Mapping[str, Any], *, what: EntryType, by: Staff, hub: Hub, at: datetime
) -> SupportPlan:
    found = _reviewed(plan, read, by=by.id)
    named = {**read, "appointments": [_accompanied(tx, one, row) for row, one in _rows(read)]}
    ids = tuple(_uuid(hub, at) for _ in named["appointments"])
    grown = change.added(plan, named, when=change.Moment(at=at, ids=ids))
    verdict = DetectorVerdict(version=VERSION, findings=(*plan.verdict.findings, *found))
    grown = replace(grown, verdict=verdict)
    tx.plans.put(grown)
    counts = {name: len(read[name]) for name in change.KINDS if read.get(name)}
    append_entry(tx, what, {"plan": plan.id, "by": by.id, "added": counts}, hub=hub, at=at, person=plan.person)
    if found:
        told = [{"kind": one.kind, "pointer": one.pointer, "sha256": one.sha256} for one in found]
        record = {"plan": plan.id, "by": by.id, "detectors": VERSION, "findings": told}
        append_entry(tx, EntryType.FINDINGS_CONFIRMED, record, hub=hub, at=at, person=plan.person)
    return grown


def _reviewed(plan: SupportPlan, read: Mapping[str, Any], *, by: str) -> tuple[Finding, ...]:
    """What was found in the new words, at its place in the plan, confirmed by who writes.

    Raises:
        FindingsUnconfirmed: naming what nobody confirmed by its place in the document.
    """
    asked = tuple(_found(read))
    said = {(one["kind"], one["pointer"]) for one in read.get("confirmed", ())}
    settled = confirmed(asked, said=said, before=None, by=by)
    return tuple(replace(one, pointer=change.placed(one.pointer, plan)) for one in settled)


def _found(read: Mapping[str, Any]) -> Iterator[Finding]:
    for pointer, text in change.texts_of(read).items():
        for kind in warned_in(text):
            yield Finding(kind=kind, pointer=pointer, exact=KINDS[kind].exact, sha256=digest(text.encode()))


def _rows(read: Mapping[str, Any]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    yield from enumerate(read.get("appointments", ()))


def _accompanied(tx: Tx, one: Mapping[str, Any], row: int) -> Mapping[str, Any]:
    """An appointment with the id of who goes along, as the account has it."""
    typed = one["accompanied_by"]
    staff = staff_named(tx, typed)
    if staff is None or not staff.active:
        working = sorted(each.id for each in tx.staff.all() if each.active and each.role in SENDERS)
        place = f"/appointments/{row}/accompanied_by"
        raise NotFound(typed, kind=STAFF, pointer=place).saying(form=one_of(working, typed=typed))
    return {**one, "accompanied_by": staff.id}


def _uuid(hub: Hub, at: datetime) -> str:
    return uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES))
