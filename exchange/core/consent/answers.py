"""Answers of a person: of several, per recipient and purpose, the newest decides: yes, no or withdrawal.

Answers are ordered by when they were declared, not by when they were written down; at one instant the no wins. What was
only asked, or put off, is no answer.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from exchange.core.consent.clause import Clause, Recipient
from exchange.core.consent.consent import Consent, Revocation
from exchange.core.consent.signature import SignerRole
from exchange.core.ids import made_at
from exchange.core.vocabulary import GIVEN, ConsentForm, ConsentStatus, Direction, Purpose

ONCE_GIVEN = GIVEN | {ConsentStatus.WITHDRAWN, ConsentStatus.EXPIRED, ConsentStatus.INVALIDATED}
"""A consent let something out once: a partner may hold it, however the consent came to its end."""


def declared_at(answer: Consent) -> datetime:
    """When the person declared it: for a yes the person's own signature, or the first there is.

    A record from before this was asked of a no counts from its recording.
    """
    if answer.answered_at is not None:
        return answer.answered_at
    if answer.status not in ONCE_GIVEN or not answer.signers:
        return made_at(answer.id)
    own = [signer.signed_at for signer in answer.signers if signer.role is SignerRole.PERSON]
    return min(own or [signer.signed_at for signer in answer.signers])


def is_about(clause: Clause, recipient: Recipient, purpose: Purpose) -> bool:
    """Whether a clause names this recipient and purpose; one that names no line is about every line."""
    named = clause.recipient
    return (
        named.entity == recipient.entity
        and named.service_line in ("", recipient.service_line)
        and clause.purpose == purpose
    )


def concerns(answer: Consent, recipient: Recipient, purpose: Purpose) -> bool:
    """Whether an answer is about this recipient and purpose at all."""
    return any(is_about(clause, recipient, purpose) for clause in answer.clauses)


def overtaken(consent: Consent, answers: Sequence[Consent], recipient: Recipient, purpose: Purpose) -> bool:
    """Whether a no or a withdrawal of this recipient and purpose speaks against a yes.

    A withdrawal does against every yes declared before it, whenever that was written down; a no does where no yes is
    newer; a no to the renewal of an earlier yes does against the renewal, and nothing else.
    """
    given = declared_at(consent)
    about = [one for one in answers if concerns(one, recipient, purpose)]
    if any(given <= at for at in _withdrawn_at(about, recipient)):
        return True
    refused = max((declared_at(one) for one in about if _refuses(one)), default=None)
    if refused is not None and all(declared_at(one) <= refused for one in about if one.status in ONCE_GIVEN):
        return True
    return any(one.renews == consent.renews and given <= declared_at(one) for one in about if _refuses_renewal(one))


def stands(consent: Consent, answers: Sequence[Consent], recipient: Recipient, purpose: Purpose) -> bool:
    """Whether a yes is in force as to this recipient and purpose; its windows are another question."""
    return consent.status in GIVEN and not overtaken(consent, answers, recipient, purpose)


def governing(
    answers: Sequence[Consent], recipient: Recipient, purpose: Purpose, *, direction: Direction, at: datetime
) -> Consent | None:
    """The yes that decides what may go one way from now on: the newest that stands and has begun.

    It need not run any more: an older one does not come back by it. An oral one replaces nothing written that runs.
    """
    begun = [
        one
        for one in answers
        if one.status in GIVEN | {ConsentStatus.EXPIRED}
        and not overtaken(one, answers, recipient, purpose)
        and any(clause.valid_from <= at for clause in _of(one, recipient, purpose, direction))
    ]
    running = [
        one for one in begun if any(at < clause.valid_until for clause in _of(one, recipient, purpose, direction))
    ]
    written = [one for one in running if one.form is not ConsentForm.ORAL_EXCEPTION]
    eligible = [one for one in begun if one.form is not ConsentForm.ORAL_EXCEPTION] if written else begun
    return max(eligible, key=lambda one: (declared_at(one), one.id), default=None)


def closes_statute(answers: Sequence[Consent], recipient: Recipient, purpose: Purpose) -> bool:
    """Whether the newest answer is a no: then nothing goes without consent either (stricter than § 69 SGB X)."""
    about = [one for one in answers if concerns(one, recipient, purpose)]
    noes = [declared_at(one) for one in about if one.status is ConsentStatus.REFUSED]
    refused = max([*noes, *_withdrawn_at(about, recipient)], default=None)
    return refused is not None and all(declared_at(one) <= refused for one in about if one.status in ONCE_GIVEN)


def revocations_of(answer: Consent) -> tuple[Revocation, ...]:
    """The withdrawals of a consent. Before they were kept, one of the whole closed the windows when it was made."""
    if answer.revocations or answer.status is not ConsentStatus.WITHDRAWN or answer.answered_at is not None:
        return answer.revocations
    closed = (clause.valid_until for clause in answer.clauses if clause.valid_until > clause.valid_from)
    return (Revocation(at=max(closed, default=declared_at(answer))),)


def _withdrawn_at(about: Iterable[Consent], recipient: Recipient) -> list[datetime]:
    return [said.at for one in about for said in revocations_of(one) if said.entity in ("", recipient.entity)]


def _refuses(answer: Consent) -> bool:
    return answer.status is ConsentStatus.REFUSED and (answer.also_ends or not answer.renews)


def _refuses_renewal(answer: Consent) -> bool:
    return answer.status is ConsentStatus.REFUSED and bool(answer.renews)


def _of(consent: Consent, recipient: Recipient, purpose: Purpose, direction: Direction) -> list[Clause]:
    return [c for c in consent.clauses if c.direction == direction and is_about(c, recipient, purpose)]
