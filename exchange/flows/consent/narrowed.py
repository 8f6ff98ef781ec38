"""Narrowed consents: what a newer yes replaces, and what may come back less by it of what is under way."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from exchange.core.consent.answers import governing, is_about
from exchange.core.consent.clause import Recipient
from exchange.core.consent.consent import Consent
from exchange.core.referral.referral import Referral
from exchange.core.vocabulary import TERMINAL, Direction, Purpose
from exchange.flows.consent.overtaken import NOT_RELEASED
from exchange.flows.referral.transition import save
from exchange.ports.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """A referral under way of which less may come back from now on, and which categories that are."""

    referral: str
    categories: tuple[str, ...]
    code: str = ""


def replaced_by(tx: Tx, consent: Consent, *, at: datetime) -> tuple[str, ...]:
    """The ids of those that governed what is sent, and give way to this one."""
    answers = tx.consents.of(consent.person)
    before = [one for one in answers if one.id != consent.id]
    found: set[str] = set()
    for recipient, purpose in _pairs(consent):
        old = governing(before, recipient, purpose, direction=Direction.OUT, at=at)
        new = governing(answers, recipient, purpose, direction=Direction.OUT, at=at)
        if old is not None and new is not None and new.id == consent.id:
            found.add(old.id)
    return tuple(sorted(found))


def narrow(tx: Tx, consent: Consent, *, at: datetime) -> tuple[Narrowed, ...]:
    """Lower the feedback level of what stands on an older yes where this one lets less come back, and say so."""
    answers = tx.consents.of(consent.person)
    found: list[Narrowed] = []
    for older in answers:
        for referral in tx.referrals.of_consent(older.id) if older.id != consent.id else ():
            recipient = Recipient(entity=referral.partner, service_line=referral.service_line)
            governs = governing(answers, recipient, referral.purpose, direction=Direction.BACK, at=at)
            if governs is None or governs.id != consent.id or referral.state in TERMINAL | NOT_RELEASED:
                continue
            less = _back(older, recipient, referral.purpose) - _back(consent, recipient, referral.purpose)
            if less:
                found.append(Narrowed(referral=referral.id, categories=tuple(sorted(less)), code=referral.code or ""))
                _lower(tx, referral, consent)
    return tuple(found)


def _lower(tx: Tx, referral: Referral, consent: Consent) -> None:
    locked = tx.referrals.lock(referral.id)
    if locked is not None:
        level = min(locked.feedback_level, consent.feedback_level)
        save(tx, replace(locked, feedback_level=level, no_show=locked.no_show and consent.no_show))


def _pairs(consent: Consent) -> Iterable[tuple[Recipient, Purpose]]:
    return sorted({(clause.recipient, clause.purpose) for clause in consent.clauses})


def _back(consent: Consent, recipient: Recipient, purpose: Purpose) -> set[str]:
    mine = (c for c in consent.clauses if c.direction is Direction.BACK and is_about(c, recipient, purpose))
    return {str(category) for clause in mine for category in clause.categories}
