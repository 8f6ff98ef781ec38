"""Withdrawal of consent (Art. 7(3) GDPR): whole or for one recipient; it wins, needs nobody's yes, acts at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from exchange.core.consent.consent import Consent
from exchange.core.errors import CONSENT, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Referral
from exchange.core.referral.state_machine import Transition
from exchange.core.referral.work_item import WorkItem, items_of
from exchange.core.vocabulary import GIVEN, TERMINAL, Actor, ConsentStatus, State
from exchange.flows.append_entry import append_entry
from exchange.flows.referral.stop import WITHDRAWN, stop
from exchange.flows.referral.transition import take_transition
from exchange.flows.staff.access import assigned_consent
from exchange.flows.staff.authenticate import ONLOOKERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

ONCE_GIVEN = GIVEN | {ConsentStatus.WITHDRAWN, ConsentStatus.EXPIRED, ConsentStatus.INVALIDATED}
"""A consent let something out once: a partner may hold it, however the consent came to its end."""
ANSWER = "withdrawal-answered"


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What a withdrawal did: the consent as it is now, and the referrals it ended."""

    consent: Consent
    ended: tuple[Referral, ...]


def withdraw(consent_id: str, *, recipient: str | None, by: Principal, hub: Hub) -> Withdrawal:
    """Withdraw a consent, or only what it allows one recipient (an entity id), for the person.

    What was not handed over is stopped in this transaction; who has it already is notified with priority 0 and answers
    `stopped`, `deleted` or `kept`, also where the consent has run out by itself. Withdrawing twice changes nothing.

    Raises:
        NotFound: there is no such consent, it is not theirs, or it never named this recipient.
        WrongPassphrase, Forbidden: who writes it down is not proven.
    """
    at = hub.clock.now()
    known = authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        writer = authorize(known, tx=tx, roles=ONLOOKERS)
        consent = _named(assigned_consent(tx, consent_id, to=writer), recipient)
        after, touched = _ended(consent, recipient, at=at), _touched(tx, consent, recipient)
        alive = [one for one in touched if one.state not in TERMINAL]
        untold = [one for one in touched if one.state in TERMINAL and _still_to_tell(tx, one)]
        if after == consent and not alive and not untold:
            return Withdrawal(consent, ())
        tx.consents.put(after)
        record = {"consent": consent.id, "recipient": recipient, "status": after.status.value, "by": writer.id}
        append_entry(tx, EntryType.CONSENT_WITHDRAWN, record, hub=hub, at=at, person=consent.person)
        ended = tuple(_end(tx, one, hub=hub, at=at) for one in alive)
        for over in untold:
            stop(tx, over, WITHDRAWN, hub=hub, at=at)
    return Withdrawal(after, ended)


def _named(consent: Consent, recipient: str | None) -> Consent:
    if recipient and recipient not in {clause.recipient.entity for clause in consent.clauses}:
        raise NotFound(consent.id, kind=CONSENT)
    return consent


def _ended(consent: Consent, recipient: str | None, *, at: datetime) -> Consent:
    """The consent after the withdrawal. A clause that has ended keeps its words; only its window closes."""
    if consent.status not in GIVEN:
        return consent
    clauses = tuple(
        replace(clause, valid_until=min(clause.valid_until, max(at, clause.valid_from)))
        if recipient in (None, clause.recipient.entity)
        else clause
        for clause in consent.clauses
    )
    releases = tuple(
        replace(one, until=min(one.until, at)) if recipient in (None, one.professional, one.recipient) else one
        for one in consent.releases
    )
    nothing_left = all(clause.valid_until <= max(at, clause.valid_from) for clause in clauses)
    status = ConsentStatus.WITHDRAWN if recipient is None or nothing_left else consent.status
    return replace(consent, clauses=clauses, releases=releases, status=status)


def _touched(tx: Tx, consent: Consent, recipient: str | None) -> Sequence[Referral]:
    """The referrals of the consent it is about. A consent that was never given let nothing out, and ends nothing."""
    if consent.status not in ONCE_GIVEN:
        return ()
    referrals = (tx.referrals.lock(referral.id) for referral in tx.referrals.of_consent(consent.id))
    return [referral for referral in referrals if referral is not None and recipient in (None, referral.partner)]


def _still_to_tell(tx: Tx, over: Referral) -> bool:
    """Whether the partner of a referral that ended holds what it carried and was never notified of a withdrawal.

    Who was notified owes an answer, or gave it.
    """
    if not over.handed_over or over.state is State.CONSENT_WITHDRAWN:
        return False
    if WorkItem.WITHDRAWAL_UNANSWERED in items_of(over):
        return False
    return not any(one.name == ANSWER and one.verdict == "accepted" for one in tx.inbox.of(over.id))


def _end(tx: Tx, referral: Referral, *, hub: Hub, at: datetime) -> Referral:
    transition = Transition(to=State.CONSENT_WITHDRAWN, by=Actor.PERSON, at=at)
    ended = take_transition(tx, referral, transition, hub=hub, who="")
    return stop(tx, ended, WITHDRAWN, hub=hub, at=at)
