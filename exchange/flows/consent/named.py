"""Consent by name: the one that is meant by its id, by a case's code or id, or by the person's reference."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from exchange.core.calendar import day_of
from exchange.core.consent.answers import ONCE_GIVEN, declared_at
from exchange.core.consent.consent import Consent
from exchange.core.errors import CONSENT, NotAnId, NotFound, Refusal
from exchange.core.referral.code import read_code, read_name
from exchange.core.referral.referral import Person
from exchange.core.said import Said
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import GIVEN
from exchange.flows.staff.access import assigned, assigned_consent, may_see_consent
from exchange.ports.store import Tx


class ConsentAmbiguous(Refusal):
    """There are several consents by this name; nobody knows which of them is meant."""

    code = "SENDER_CONSENT_AMBIGUOUS"
    status = 409
    de = "Dazu gibt es mehrere Einwilligungen; es ist nicht klar, welche gemeint ist."
    fix_de = (
        "Fragen Sie die Person, was nicht mehr gelten soll, und nennen Sie die Kennung; soll alles enden, eine nach "
        "der anderen."
    )
    fix_en = "Ask the person what is to end, and give its id; where all is to end, one after the other."


def named_consent(tx: Tx, named: str, *, recipient: str | None, to: Staff, at: datetime) -> Consent:
    """The consent of this id; or the one there is of the case or the person of this name, for the recipient if given.

    Raises:
        NotFound: there is none, or it is not theirs; a reference is not repeated.
        ConsentAmbiguous: there are several; `allowed` has their ids, the right form says which they are.
    """
    if tx.consents.get(named) is not None:
        return assigned_consent(tx, named, to=to, at=at)
    once = [one for one in _candidates(tx, named, to=to, at=at) if one.status in ONCE_GIVEN]
    # Whom one named that somebody overwrote nobody can say: it may be meant.
    about = [one for one in once if not one.is_readable or _names(one, recipient)]
    found = [one for one in about if one.status in GIVEN] or about
    if not found:
        raise NotFound(_unless_personal(named), kind=CONSENT)
    if len(found) > 1:
        raise ConsentAmbiguous(allowed=tuple(one.id for one in found)).saying(form=_choices(found))
    return found[0]


def _names(consent: Consent, recipient: str | None) -> bool:
    return recipient in (None, *(clause.recipient.entity for clause in consent.clauses))


def _candidates(tx: Tx, named: str, *, to: Staff, at: datetime) -> Iterator[Consent]:
    if read_code(named) or tx.referrals.get(named) is not None:
        try:
            case = assigned(tx, named, to=to, at=at)
        except NotFound as error:
            raise NotFound(named, kind=CONSENT) from error
        consent = tx.consents.get(case.consent) if case.consent else None
        yield from [consent] if consent else ()
        return
    for person in _persons(tx, named):
        yield from (one for one in tx.consents.of(person.id) if may_see_consent(tx, one, to, at=at))


def _persons(tx: Tx, named: str) -> Sequence[Person]:
    by_id = tx.people.get(named)
    return [by_id] if by_id else tx.people.named(named)


def _unless_personal(named: str) -> str:
    """What was typed, where it is an id or a code; a person's reference is not shown again."""
    try:
        return read_name(named)
    except NotAnId:
        return ""


def _choices(found: Sequence[Consent]) -> Said:
    """Which they are: the day, for whom, the id."""
    shown = [
        (day_of(declared_at(one)), ", ".join(sorted({clause.recipient.entity for clause in one.clauses})), one.id)
        for one in found
    ]
    german = "; ".join(f"vom {day.day}.{day.month}.{day.year} für {whom}: {id_}" for day, whom, id_ in shown)
    english = "; ".join(f"of {day} for {whom}: {id_}" for day, whom, id_ in shown)
    return Said(f"eine von: {german}", f"one of: {english}")
