"""Overtaken consents: what a no or a withdrawal speaks against is closed, and what stood on it stops at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from exchange.core.consent.answers import ONCE_GIVEN, concerns, declared_at, overtaken, revocations_of
from exchange.core.consent.clause import Clause, Recipient
from exchange.core.consent.consent import Consent
from exchange.core.errors import Malformed
from exchange.core.events.event import read_event
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Referral
from exchange.core.referral.state_machine import Transition
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import GIVEN, TERMINAL, Actor, ConsentStatus, State
from exchange.flows.append_entry import append_entry
from exchange.flows.referral.stop import WITHDRAWN, stop
from exchange.flows.referral.transition import take_transition
from exchange.flows.staff.access import may_see
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import unb64url
from keys.errors import KeysError
from keys.strictjson import loads

NOT_RELEASED = frozenset({State.DRAFT, State.AWAITING_CONSENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """An answer that may end something: a consent being withdrawn, for everybody or one entity, or a no."""

    answer: Consent
    by: str
    entity: str = ""

    def is_about(self, referral: Referral) -> bool:
        """Whether it speaks of the recipient and purpose of a referral."""
        recipient = Recipient(entity=referral.partner, service_line=referral.service_line)
        return self.entity in ("", referral.partner) and concerns(self.answer, recipient, referral.purpose)

    def todo(self, tx: Tx) -> Sequence[Referral]:
        """The referrals it ends, locked: those that live, and those whose partner was never asked to stop.

        Of what stands on another consent only what was released: a draft simply finds no yes any more.
        """
        answers = tx.consents.of(self.answer.person)
        found = [one for consent in answers if consent.status in ONCE_GIVEN for one in self._on(tx, consent, answers)]
        return [one for one in found if one.state not in TERMINAL or _still_to_tell(tx, one)]

    def _on(self, tx: Tx, consent: Consent, answers: Sequence[Consent]) -> Sequence[Referral]:
        locked = (tx.referrals.lock(one.id) for one in tx.referrals.of_consent(consent.id))
        on_it = [one for one in locked if one is not None]
        if consent.id == self.answer.id:
            return [one for one in on_it if self.entity in ("", one.partner)]
        return [one for one in on_it if one.state not in NOT_RELEASED and self._overtakes(one, consent, answers)]

    def _overtakes(self, referral: Referral, consent: Consent, answers: Sequence[Consent]) -> bool:
        if not self.is_about(referral):
            return False
        # A withdrawal is declared now, so it is newer than every yes there is.
        recipient = Recipient(entity=referral.partner, service_line=referral.service_line)
        return self.answer.status in ONCE_GIVEN or overtaken(consent, answers, recipient, referral.purpose)


def close_overtaken(tx: Tx, ending: Ending, *, hub: Hub, at: datetime) -> None:
    """Close every yes of the person as far as a no or a withdrawal speaks against it; each has a leaf."""
    answers = tx.consents.of(ending.answer.person)
    for one in answers:
        if one.status not in GIVEN:
            continue
        closed = close(one, at=at, over=partial(_is_overtaken, one, answers))
        if closed.clauses == one.clauses:
            continue
        tx.consents.put(closed)
        record = {"consent": one.id, "by": ending.by, "status": closed.status.value, "answer": ending.answer.id}
        append_entry(tx, EntryType.CONSENT_WITHDRAWN, record, hub=hub, at=at, person=one.person)


def _is_overtaken(consent: Consent, answers: Sequence[Consent], clause: Clause) -> bool:
    return overtaken(consent, answers, clause.recipient, clause.purpose)


def close(consent: Consent, *, at: datetime, over: Callable[[Clause], bool], entity: str | None = None) -> Consent:
    """The consent with these clauses over, and the releases of `entity`, or of whoever has no clause any more.

    A clause that has ended keeps its words; only its window closes.
    """
    if consent.status not in GIVEN:
        return consent
    clauses = tuple(
        replace(clause, valid_until=min(clause.valid_until, max(at, clause.valid_from))) if over(clause) else clause
        for clause in consent.clauses
    )
    running = {clause.recipient.entity for clause in clauses if clause.valid_until > max(at, clause.valid_from)}
    gone = {clause.recipient.entity for clause in clauses} - running if entity is None else {entity}
    releases = tuple(
        replace(one, until=min(one.until, at)) if gone & {"", one.professional, one.recipient} else one
        for one in consent.releases
    )
    status = ConsentStatus.WITHDRAWN if entity == "" or not running else consent.status
    return replace(consent, clauses=clauses, releases=releases, status=status, answered_at=declared_at(consent))


def end(tx: Tx, todo: Sequence[Referral], *, hub: Hub, at: datetime) -> tuple[Referral, ...]:
    """End the referrals that live and stop their packets; tell the partners of the others. Returns those it ended."""
    ended = tuple(_end(tx, one, hub=hub, at=at) for one in todo if one.state not in TERMINAL)
    for over in todo:
        if over.state in TERMINAL:
            stop(tx, over, WITHDRAWN, hub=hub, at=at)
    return ended


def named_to(staff: Staff, ended: Sequence[Referral], *, tx: Tx, at: datetime) -> tuple[Referral, ...]:
    """Those that may be named to somebody; of a colleague's cases they learn how many end, and not which."""
    return tuple(one for one in ended if may_see(tx, one, staff, at=at))


def end_overtaken(tx: Tx, person_id: str, *, by: str, hub: Hub, at: datetime) -> tuple[Referral, ...]:
    """End what of a person's runs on a yes that an answer of theirs speaks against; returns those referrals.

    Answers come together late where two persons turn out to be one: a no, or a withdrawal, of the one speaks against
    every older yes of the other.
    """
    answers = tx.consents.of(person_id)
    noes = [one for one in answers if one.status is ConsentStatus.REFUSED or revocations_of(one)]
    todo = [one for consent in answers if consent.status in ONCE_GIVEN for one in _run_on(tx, consent, answers)]
    if noes:
        newest = max(noes, key=lambda one: (declared_at(one), one.id))
        close_overtaken(tx, Ending(answer=newest, by=by), hub=hub, at=at)
    return end(tx, todo, hub=hub, at=at)


def _run_on(tx: Tx, consent: Consent, answers: Sequence[Consent]) -> Sequence[Referral]:
    locked = (tx.referrals.lock(one.id) for one in tx.referrals.of_consent(consent.id))
    released = [one for one in locked if one is not None and one.state not in NOT_RELEASED]
    spoken = [one for one in released if overtaken(consent, answers, _recipient(one), one.purpose)]
    return [one for one in spoken if one.state not in TERMINAL or _still_to_tell(tx, one)]


def _recipient(referral: Referral) -> Recipient:
    return Recipient(entity=referral.partner, service_line=referral.service_line)


def _end(tx: Tx, referral: Referral, *, hub: Hub, at: datetime) -> Referral:
    transition = Transition(to=State.CONSENT_WITHDRAWN, by=Actor.PERSON, at=at)
    ended = take_transition(tx, referral, transition, hub=hub, who="")
    return stop(tx, ended, WITHDRAWN, hub=hub, at=at)


def _still_to_tell(tx: Tx, over: Referral) -> bool:
    """Whether the partner of a referral that ended holds what it carried and was never notified of a withdrawal.

    Who was notified owes an answer, gave it, or a member of staff settled that it stays out; none is notified again.
    """
    if not over.handed_over or over.state is State.CONSENT_WITHDRAWN:
        return False
    return not any(_announces_withdrawal(one.set_jws) for one in tx.outbox.stops(over.id))


def _announces_withdrawal(compact: str) -> bool:
    # Of our own signing, by a key that may be gone: its name alone is asked for. What cannot be read told nobody.
    try:
        return read_event(loads(unb64url(compact.split(".")[1]))).name == WITHDRAWN
    except (KeysError, Malformed, IndexError):
        return False
