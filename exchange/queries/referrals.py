"""Read model: what people and partners see of referrals. Reading only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from exchange.core.consent.consent import Consent
from exchange.core.consent.disclosure import Disclosure
from exchange.core.delivery.messages import InboxMessage
from exchange.core.delivery.status import STOPPABLE
from exchange.core.errors import REFERRAL, NotFound
from exchange.core.ids import show_instant
from exchange.core.partner.partner import Partner
from exchange.core.partner.recipient import is_bound_to
from exchange.core.partner.webhook import Health, health
from exchange.core.policy import calendar_of
from exchange.core.referral.deadlines import reminder_day, state_deadline
from exchange.core.referral.facts import allowed_next
from exchange.core.referral.referral import Draft, HistoryLine, Referral
from exchange.core.referral.work_item import is_uncollected, missed_deadline
from exchange.core.staff.seen import Seen
from exchange.core.text.dates import Language
from exchange.core.text.sentence import Dates, sentence
from exchange.core.vocabulary import Actor, State
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from exchange.queries.directory import as_written


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All the hub knows of one referral that its caseworkers may see; `moved_at` is when its parcel last moved.

    `writes` counts how often the referral was written: what an `ETag` is made of. For who sees metadata only,
    `draft` is None, and steps and events are without their words.

    `disturbed` says that the partner's system has not answered for days and does not fetch: somebody has to call there.
    `is_bound` is False where the consent was given to another recipient than the partner is today.
    """

    referral: Referral
    writes: int
    draft: Draft | None
    partner: Partner | None
    consent: Consent | None
    history: Sequence[HistoryLine]
    events: Sequence[InboxMessage]
    disclosures: Sequence[Disclosure]
    next_steps: tuple[State, ...]
    moved_at: datetime
    disturbed: bool
    is_bound: bool


def view(seen: Seen, *, hub: Hub) -> View:
    """One referral with its history, its events and the person's disclosures from it, as far as who looked may see it.

    Raises:
        NotFound: the person's data was erased meanwhile.
    """
    referral_id = seen.referral
    with hub.store.reading() as tx:
        referral, draft = tx.referrals.get(referral_id), tx.referrals.draft(referral_id)
        if referral is None or draft is None:
            raise NotFound(referral_id, kind=REFERRAL)
        consent = tx.consents.get(referral.consent) if referral.consent else None
        partner = as_written(tx, referral.partner)
        return View(
            referral=referral,
            writes=tx.referrals.writes(referral_id),
            draft=draft if seen.content else None,
            partner=partner,
            consent=consent,
            history=_told(tx.referrals.history(referral_id), seen),
            events=_heard(tx.inbox.of(referral_id), seen),
            disclosures=[line for line in tx.ledger.of(referral.person) if line.referral == referral_id],
            next_steps=allowed_next(referral, consent=consent.status if consent else None, by=Actor.CASEWORKER),
            moved_at=_moved_at(tx, referral),
            disturbed=_disturbed(tx, referral.partner, at=hub.clock.now()),
            is_bound=_is_bound(referral, partner, consent),
        )


def waiting_drafts(ids: Iterable[str], *, hub: Hub) -> Mapping[str, Draft]:
    """Drafts by the id of their referral, for lists that say whose turn it is; those that are still there."""
    with hub.store.reading() as tx:
        drafts = {one: tx.referrals.draft(one) for one in ids}
    return {one: draft for one, draft in drafts.items() if draft is not None}


def sentence_of(view: View, *, hub: Hub, language: Language) -> str:
    """The one honest sentence for all three axes, as of now."""
    return _sentence(view, view.referral, hub=hub, language=language)


def sentence_at(tx: Tx, one: Referral, *, hub: Hub, language: Language) -> str:
    """The same of one of many, without all that is known of it."""
    consent = tx.consents.get(one.consent) if one.consent else None
    stands = _Standing(
        consent=consent,
        moved_at=_moved_at(tx, one),
        is_bound=_is_bound(one, as_written(tx, one.partner), consent),
    )
    return _sentence(stands, one, hub=hub, language=language)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """What a sentence asks beside the referral itself."""

    consent: Consent | None
    moved_at: datetime
    is_bound: bool


def _sentence(stands: View | _Standing, referral: Referral, *, hub: Hub, language: Language) -> str:
    calendar = calendar_of(hub.policy)
    deadline = missed_deadline(referral, policy=hub.policy)
    dates = Dates(
        today=calendar.day(hub.clock.now()),
        moved=calendar.day(stands.moved_at),
        waiting=calendar.day(stands.moved_at) if is_uncollected(referral, at=hub.clock.now()) else None,
        appointment=calendar.day(referral.appointment) if referral.appointment else None,
        reminder=reminder_day(deadline, calendar=calendar) if deadline else None,
    )
    return sentence(
        referral.state,
        delivery=referral.delivery,
        consent=stands.consent.status if stands.consent else None,
        is_bound=stands.is_bound,
        dates=dates,
        feedback_level=referral.feedback_level,
        language=language,
    )


def partner_view(referral_id: str, *, client: str, hub: Hub) -> dict[str, Any]:
    """What its partner may see of a referral: state, version, legal next steps, deadline.

    Raises:
        NotFound: there is no such referral of this partner, or nothing of it was handed over yet.
    """
    with hub.store.reading() as tx:
        referral = tx.referrals.get(referral_id)
        if referral is None or referral.partner != client or not referral.handed_over:
            raise NotFound(referral_id, kind=REFERRAL)
        consent = tx.consents.get(referral.consent) if referral.consent else None
        steps = allowed_next(referral, consent=consent.status if consent else None, by=Actor.PARTNER)
    # What lies on our own list, a gap or a question, changes nothing of what the partner owes by when.
    due = state_deadline(referral, policy=hub.policy)
    return {
        "referral": referral.id,
        "state": referral.state.value,
        "version": referral.version,
        "allowed": [state.value for state in steps],
        "seq": referral.partner_seq,
        "deadline": show_instant(due.at) if due else None,
        "deadline_reason": due.kind.value if due else None,
    }


def _told(history: Sequence[HistoryLine], seen: Seen) -> Sequence[HistoryLine]:
    """The steps; without what was said with them, for who sees metadata only."""
    if seen.content:
        return history
    return [
        replace(line, reason="", outcome="", weeks=None, appointment=None, said_by="", words="") for line in history
    ]


def _heard(events: Sequence[InboxMessage], seen: Seen) -> Sequence[InboxMessage]:
    return events if seen.content else [replace(one, content="") for one in events]


def _is_bound(referral: Referral, partner: Partner | None, consent: Consent | None) -> bool:
    line = partner.line(referral.service_line) if partner else None
    return partner is None or line is None or consent is None or is_bound_to(consent, partner, line)


def _moved_at(tx: Tx, referral: Referral) -> datetime:
    packet = tx.referrals.packet(referral.packet) if referral.packet else None
    if packet is None:
        return referral.state_since
    # That its partner was reminded of a parcel that lies there is written where its delivery stands since.
    return packet.created_at if packet.delivery in STOPPABLE else packet.delivery_since


def _disturbed(tx: Tx, partner: str, *, at: datetime) -> bool:
    hook = tx.webhooks.get(partner)
    # A webhook may be broken while its owner polls happily: then nothing waits, and nobody is disturbed.
    notify = hook is not None and health(hook, at=at) is Health.TELL_BUSINESS
    return notify and tx.outbox.waiting(partner, at=at) > 0
