"""What people and partners see of referrals. Reading only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from exchange.core.consent import Consent
from exchange.core.disclosure import Disclosure
from exchange.core.errors import NotFound
from exchange.core.ids import show_instant
from exchange.core.letters import Incoming
from exchange.core.matter import Draft, HistoryLine, Referral
from exchange.core.partner import Partner
from exchange.core.vocabulary import Actor, State
from exchange.flows.step import allowed_next
from exchange.ports.hub import Hub

PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All the hub knows of one matter that its caseworkers may see."""

    referral: Referral
    draft: Draft
    partner: Partner | None
    consent: Consent | None
    history: Sequence[HistoryLine]
    events: Sequence[Incoming]
    disclosures: Sequence[Disclosure]
    next_steps: tuple[State, ...]


def view(referral_id: str, *, hub: Hub) -> View:
    """One matter with its history, its events and the person's disclosures from it.

    Raises:
        NotFound: there is no such referral.
    """
    with hub.store.reading() as tx:
        referral, draft = tx.referrals.get(referral_id), tx.referrals.draft(referral_id)
        if referral is None or draft is None:
            raise NotFound(referral_id)
        consent = tx.consents.get(referral.consent) if referral.consent else None
        return View(
            referral=referral,
            draft=draft,
            partner=tx.partners.get(referral.partner),
            consent=consent,
            history=tx.referrals.history(referral_id),
            events=tx.inbox.of(referral_id),
            disclosures=[line for line in tx.ledger.of(referral.person) if line.referral == referral_id],
            next_steps=allowed_next(referral, consent=consent, by=Actor.CASEWORKER),
        )


def page(*, states: Iterable[State], after: str, hub: Hub) -> Sequence[Referral]:
    """Matters in order of id, at most 200."""
    with hub.store.reading() as tx:
        return tx.referrals.page(states=states, after=after, limit=PAGE)


def partner_view(referral_id: str, *, client: str, hub: Hub) -> dict[str, Any]:
    """What its partner may see of a matter: state, version, legal next steps, deadline.

    Raises:
        NotFound: there is no such referral of this partner, or nothing of it was handed over yet.
    """
    with hub.store.reading() as tx:
        referral = tx.referrals.get(referral_id)
        if referral is None or referral.partner != client or not referral.handed_over:
            raise NotFound(referral_id)
        consent = tx.consents.get(referral.consent) if referral.consent else None
        steps = allowed_next(referral, consent=consent, by=Actor.PARTNER)
    return {
        "referral": referral.id,
        "state": referral.state.value,
        "version": referral.version,
        "allowed": [state.value for state in steps],
        "seq": referral.partner_seq,
        "deadline": show_instant(referral.next_at) if referral.next_at else None,
        "deadline_reason": referral.next_reason or None,
    }
