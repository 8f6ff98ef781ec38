"""Refusal to exception: turn a refusal, which is a value, into the error a caller is answered with, in words.

What a state, a role or the day of a consent is called stands here once: every flow that refuses says it the same way.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta

import schemas
from exchange.core.calendar import day_of
from exchange.core.consent.answers import revocations_of
from exchange.core.consent.consent import Consent
from exchange.core.consent.permits import FOUR_EYES, Rule, rule_of
from exchange.core.consent.prohibited import ForbiddenText, is_forbidden
from exchange.core.errors import (
    Duplicate,
    Forbidden,
    FourEyes,
    IllegalStep,
    NotCovered,
    NotTrained,
    Refusal,
    SchemaInvalid,
    StaleVersion,
)
from exchange.core.packet.media import AttachmentRefused
from exchange.core.referral.referral import Referral
from exchange.core.said import NOTHING, Said
from exchange.core.staff.staff import Staff
from exchange.core.text.explained import reason_of
from exchange.core.verdict import Refused, Verdict
from exchange.core.vocabulary import GIVEN, TERMINAL, ConsentStatus, Role, State

_CLASSES: dict[str, type[Refusal]] = {
    "stale-version": StaleVersion,
    "not-trained": NotTrained,
    "four-eyes": FourEyes,
    "duplicate": Duplicate,
    "not-permitted": NotCovered,
    "schema": SchemaInvalid,
    "attachment": AttachmentRefused,
}
_WITH_STEPS = frozenset({IllegalStep, Duplicate})
"""Those whose refusal says which steps are possible instead; of others it would be beside the point."""
_ANEW = Said(
    "Beendet bleibt beendet. Legen Sie eine neue Überleitung an (geleit refer).",
    "What has ended stays so. Create a new referral (geleit refer).",
)
ALONE = Said("Es ist keine zweite Person genannt.", "No second person is named.")
TWICE = Said("Es ist zweimal dieselbe Person.", "It is the same person twice.")
_OTHER_DATA = Said("Angaben, die diese Stelle bekommen darf", "what this partner may get")
_BY_TWO = Said("zwei Personen, die es wollen", "two people who want it")
_ASK_A_SECOND = Said(
    "Lassen Sie eine zweite Person zustimmen (--approve-by).", "Have a second person agree (--approve-by)."
)
_LEAVE_OUT = Said("Lassen Sie das Feld weg.", "Leave the field out.")
_WHOLLY = frozenset(f"{Rule.CLAUSE}:{one}" for one in ("not-under-sgb1-35", "service-of-health", "refused"))
"""What keeps everything here, whichever field was looked at first: leaving one out would change nothing."""
_A_YES = Said("eine Einwilligung der Person für diese Stelle", "the person's consent to this partner")
_ASK_THE_PERSON = Said(
    "Sprechen Sie mit der Person. Ohne ihre Einwilligung geht nichts an diese Stelle.",
    "Talk to the person. Without their consent nothing goes to this partner.",
)
_INSTANT = timedelta(microseconds=1)


def raise_if_refused(verdict: Verdict, *, of: Referral | None = None) -> None:
    """Let a granted verdict pass; `of` is the referral it is about.

    Raises:
        Refusal: the class that fits the refusal's reason, IllegalStep (409) where none does.
    """
    if isinstance(verdict, Refused):
        raise as_error(verdict, of=of)


def as_error(refused: Refused, *, of: Referral | None = None) -> Refusal:
    """The error for a refusal, with the reason as its detail, and how the referral stands."""
    kind = _CLASSES.get(refused.reason, IllegalStep)
    if kind is FourEyes:
        return FourEyes(refused.reason).saying(what=ALONE, where="--approve-by")
    allowed = refused.allowed if kind in _WITH_STEPS else ()
    error = kind(refused.reason, pointer=refused.pointer, allowed=allowed)
    if of is None or not isinstance(error, IllegalStep):
        return error
    why = reason_of(refused.reason)
    do = _ANEW if of.state in TERMINAL else NOTHING
    return error.saying(what=_both(why, how_it_stands(of)), where=of.code or of.id, form=_steps(refused.allowed), do=do)


def wrong_state(referral: Referral, *, needs: Iterable[State]) -> IllegalStep:
    """The error for a step that only some states allow, naming this one and those."""
    german, english = (", ".join(_word("states", one, tongue) for one in needs) for tongue in ("de", "en"))
    error = IllegalStep(referral.state.value)
    form = Said(f"nur im Stand: {german}", f"only in the state: {english}")
    return error.saying(what=how_it_stands(referral), where=referral.code or referral.id, form=form)


def how_it_stands(referral: Referral) -> Said:
    """The state of a referral, in a sentence, with the day it began."""
    day = day_of(referral.state_since)
    german, english = (_word("states", referral.state, tongue) for tongue in ("de", "en"))
    return Said(f"Der Stand ist seit {day}: {german}.", f"Since {day} its state is: {english}.")


def forbidden(staff: Staff, *, roles: Collection[Role]) -> Forbidden:
    """The error for somebody whose role does not allow it, naming theirs and those that do."""
    order = [one for one in Role if one in roles]
    german, english = (", ".join(_word("roles", one, tongue) for one in order) for tongue in ("de", "en"))
    own = Said(*(_word("roles", staff.role, tongue) for tongue in ("de", "en")))
    what = Said(f"Ihre Rolle ist: {own.de}.", f"Your role is: {own.en}.")
    return Forbidden(staff.id).saying(
        what=what, where=staff.id, form=Said(f"die Rolle {german}", f"the role {english}")
    )


def withheld(refused: Refused, *, consent: Consent | None = None) -> NotCovered | ForbiddenText:
    """The error for a field that may not leave: what was found in it, or else the rule and the day of the consent."""
    if is_forbidden(refused.reason):
        return ForbiddenText(refused.reason, pointer=refused.pointer)
    error = NotCovered(refused.reason, pointer=refused.pointer)
    if rule_of(refused) != Rule.CLAUSE:
        # A new consent would change nothing: the kind of partner, its form, or a missing source stands in the way.
        return error.saying(what=reason_of(refused.reason), form=_OTHER_DATA, do=_LEAVE_OUT)
    if refused.reason == f"{Rule.CLAUSE}:{FOUR_EYES}":
        return error.saying(what=reason_of(refused.reason), form=_BY_TWO, do=_ASK_A_SECOND)
    what = _both(reason_of(refused.reason), day_of_consent(consent) if consent else NOTHING)
    if refused.reason in _WHOLLY:
        return error.saying(what=what, form=_A_YES, do=_ASK_THE_PERSON)
    return error.saying(what=what)


def recipient_gone() -> NotCovered:
    """The error for a partner that is not enrolled any more, or does not offer this line any more."""
    form = Said("eine Stelle, die teilnimmt, und ein Angebot von ihr", "a partner that takes part, and a line of it")
    do = Said("Wählen Sie eine andere Stelle (geleit partner list).", "Choose another partner (geleit partner list).")
    return NotCovered("recipient-gone", pointer="/recipient").saying(form=form, do=do)


def day_of_consent(consent: Consent) -> Said:
    """Since when a consent is withdrawn or refused, or until when it holds or held."""
    withdrawn = [one.at for one in revocations_of(consent)]
    if withdrawn:
        day = day_of(max(withdrawn))
        return Said(f"Die Einwilligung wurde am {day} widerrufen.", f"The consent was withdrawn on {day}.")
    if consent.status is ConsentStatus.REFUSED and consent.answered_at:
        day = day_of(consent.answered_at)
        return Said(f"Die Person sagte am {day} Nein.", f"The person said no on {day}.")
    if not consent.clauses:
        return NOTHING
    # A period is over with the day before the instant at which it ends.
    day = day_of(max(one.valid_until for one in consent.clauses) - _INSTANT)
    if consent.status in GIVEN:
        return Said(f"Die Einwilligung gilt bis {day}.", f"The consent holds until {day}.")
    return Said(f"Die Einwilligung galt bis {day}.", f"The consent held until {day}.")


def _steps(allowed: Iterable[str]) -> Said:
    known = schemas.codes()["states"] | schemas.codes()["delivery"]
    steps = [one for one in allowed if one in known]
    if not steps:
        return NOTHING
    german, english = (", ".join(f"{one} ({known[one][tongue]})" for one in steps) for tongue in ("de", "en"))
    return Said(f"von hier aus: {german}", f"from here: {english}")


def _both(first: Said, second: Said) -> Said:
    return Said(*(" ".join(filter(None, pair)) for pair in zip(first, second, strict=True)))


def _word(listed: str, code: str, tongue: str) -> str:
    return str(schemas.codes()[listed][code][tongue])
