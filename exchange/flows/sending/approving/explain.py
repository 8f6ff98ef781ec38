"""Explaining a referral: each field of its draft, in or out at each of the four checks, and on which clause or rule.

What it says is asked of `permits` itself, once for each check, at the instant of that check: of what is over when it
was, of what is to come as it would be now.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from exchange.core.consent.field import Field
from exchange.core.consent.permits import Rule, permits, permits_as_read
from exchange.core.consent.states import status_at
from exchange.core.evidence.entry import EntryType
from exchange.core.packet.leave_out import LEFT_OUT, places_of
from exchange.core.packet.manifest import placed
from exchange.core.referral.referral import Draft, Referral, StoredPacket
from exchange.core.verdict import Refused
from exchange.core.vocabulary import ConsentStatus
from exchange.flows.append_entry import append_entry
from exchange.flows.packet.plan import Plan, enclosures_of, plan_of
from exchange.flows.staff.access import assigned_draft
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub

_NO = frozenset({ConsentStatus.WITHDRAWN, ConsentStatus.REFUSED})


class Check(StrEnum):
    """The four checks, in their order (domain section 5)."""

    BUILD = "build"
    SEAL = "seal"
    PICK_UP = "pick-up"
    ARRIVAL = "arrival"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one check says of a field at an instant: the clauses it goes on, or the reason why it stays.

    Both are empty where it goes on a statutory power.
    """

    check: Check
    at: datetime
    clauses: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A field by its place in the draft, or a file by its name, with what each check says."""

    pointer: str
    name: str
    categories: tuple[str, ...]
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """All that is said of a referral; `sent` is whether the checks of building and sealing are over."""

    referral: Referral
    sent: bool
    leaves: tuple[Leaf, ...]


def explain_referral(referral_id: str, *, by: Principal, hub: Hub) -> Explained:
    """Say of each field of a referral's draft why it goes or stays, at each check. The look is noted.

    Raises:
        NotFound: there is no such referral, it is not theirs, or its data are erased.
        NotCovered, RecipientChanged: the partner is gone, or is another recipient than the person was told of.
        WrongPassphrase, Forbidden: who asks is not proven, or does not write.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        who = authorize(known, tx=tx, roles=SENDERS)
        referral, draft = assigned_draft(tx, referral_id, to=who, at=at)
        packet = tx.referrals.packet(referral.packet) if referral.packet else None
        plan = plan_of(tx, referral, draft, hub=hub, at=at)
        if plan.consent is None and referral.consent:
            # One that was withdrawn since governs nothing now, and did when it was sent.
            plan = replace(plan, consent=tx.consents.get(referral.consent))
        record = {"referral": referral.id, "by": who.id, "what": "check"}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=referral.person)
    instants = _instants(referral, packet, now=at)
    return Explained(referral=referral, sent=packet is not None, leaves=tuple(_leaves(plan, instants)))


def _instants(referral: Referral, packet: StoredPacket | None, *, now: datetime) -> Mapping[Check, datetime]:
    """When each check was, or is now."""
    made = packet.created_at if packet else now
    fetched = packet.delivery_since if packet and referral.handed_over else now
    return {Check.BUILD: made, Check.SEAL: made, Check.PICK_UP: fetched, Check.ARRIVAL: fetched}


def _leaves(plan: Plan, instants: Mapping[Check, datetime]) -> Iterator[Leaf]:
    draft = plan.draft
    enclosures = enclosures_of(draft)
    values = placed(draft.data, enclosures)
    names = {one.field.pointer: one.name for one in enclosures}
    kept = _kept_back(plan, draft)
    for one in (*plan.fields, *(enclosure.field for enclosure in enclosures)):
        if one.pointer in kept:
            said = tuple(Verdict(check=check, at=at, reason=LEFT_OUT) for check, at in instants.items())
        else:
            said = tuple(_said(plan, one, values[one.pointer], check, at) for check, at in instants.items())
        name = names.get(one.pointer, one.pointer)
        yield Leaf(pointer=one.pointer, name=name, categories=tuple(map(str, one.categories)), verdicts=said)


def _kept_back(plan: Plan, draft: Draft) -> frozenset[str]:
    enclosures = enclosures_of(draft)
    named = (places_of(name, fields=plan.fields, enclosures=enclosures) for name in draft.leave_out)
    return frozenset().union(*named)


def _said(plan: Plan, field: Field, value: object, check: Check, at: datetime) -> Verdict:
    if plan.consent and status_at(plan.consent, at) in _NO:
        return Verdict(check=check, at=at, reason=f"{Rule.CLAUSE}:refused")
    context = replace(plan.context, at=at)
    recipient, consent = plan.context.recipient, plan.consent
    clauses = [one for one in consent.clauses if one.recipient == recipient] if consent else plan.clauses
    if check is Check.ARRIVAL:
        # The releases stay at the hub: who opens it sees the clauses alone.
        verdict = permits_as_read(field, value=value, context=context, clauses=clauses)
    else:
        verdict = permits(field, value=value, context=context, clauses=clauses, releases=plan.releases)
    if isinstance(verdict, Refused):
        return Verdict(check=check, at=at, reason=verdict.reason)
    return Verdict(check=check, at=at, clauses=tuple(verdict.detail))
