"""Correcting a plan (Art. 16 GDPR): an entry is put right with the person, and what stood there before stays."""

from collections.abc import Collection
from dataclasses import replace

from exchange.core.detection.kind import KINDS, VERSION
from exchange.core.detection.warned import warned_in
from exchange.core.evidence.entry import EntryType
from exchange.core.plan.change import Moment
from exchange.core.plan.correct import Correcting, corrected, place_of
from exchange.core.plan.plan import SupportPlan
from exchange.core.referral.finding import Confirmed, DetectorVerdict, Finding, confirmed
from exchange.flows.append_entry import append_entry
from exchange.flows.documents import check_text
from exchange.flows.plan.theirs import running_plan
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from keys.encoding import digest


def correct_plan(
    person: str, what: Correcting, *, by: Principal, hub: Hub, said: Confirmed = frozenset()
) -> SupportPlan:
    """Put an entry of a person's plan right. `said` are kinds and places somebody looked at and lets stand.

    Raises:
        ForbiddenText: the new words hold what is never kept.
        FindingsUnconfirmed: a person has to look at something in them first.
        PlanUnfit: there is no such entry, nothing new is said of it, or a day is past or too far ahead.
        NotFound: the person is not known or not theirs, or has no plan that goes on.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who writes is not proven, or does no casework.
    """
    at, known, place = hub.clock.now(), authenticate(by, hub=hub), place_of(what)
    check_text({"--text": what.text} if what.text else {})
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=SENDERS)
        old = running_plan(tx, person, to=staff, at=at)
        new = corrected(old, what, by=staff.id, when=Moment(at=at, ids=()))
        found = _reviewed(what, place, said=said, by=staff.id)
        if new == old:
            return old
        stays = [one for one in old.verdict.findings if what.text is None or one.pointer != place]
        new = replace(new, verdict=DetectorVerdict(version=VERSION, findings=(*stays, *found)))
        tx.plans.put(new)
        record = {"plan": new.id, "by": staff.id, "corrected": place}
        append_entry(tx, EntryType.PLAN_CHANGED, record, hub=hub, at=at, person=new.person)
        if found:
            told = [{"kind": one.kind, "pointer": one.pointer, "sha256": one.sha256} for one in found]
            confirmed_by = {"plan": new.id, "by": staff.id, "detectors": VERSION, "findings": told}
            append_entry(tx, EntryType.FINDINGS_CONFIRMED, confirmed_by, hub=hub, at=at, person=new.person)
        return new


def _reviewed(what: Correcting, place: str, *, said: Confirmed, by: str) -> Collection[Finding]:
    text = what.text or ""
    asked = [
        Finding(kind=kind, pointer=place, exact=KINDS[kind].exact, sha256=digest(text.encode()))
        for kind in warned_in(text)
    ]
    return confirmed(asked, said=said, before=None, by=by)
