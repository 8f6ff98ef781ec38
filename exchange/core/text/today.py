"""Today's sentence: how many matters need somebody, since when the oldest waits; and until when one has time."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from exchange.core.referral.cause import Cause
from exchange.core.said import Said
from exchange.core.text.dates import Language, since, until

_NUMBERS: Mapping[Language, tuple[str, ...]] = MappingProxyType(
    {
        "de": ("Zwei", "Drei", "Vier", "Fünf", "Sechs", "Sieben", "Acht", "Neun", "Zehn", "Elf", "Zwölf"),
        "en": ("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"),
    }
)
NOTHING_OPEN = Said("Heute ist nichts offen. Schön.", "Nothing is open today. Good.")
ASKS: Mapping[Cause, Said] = MappingProxyType(
    {
        Cause.QUESTION: Said("Die Stelle wartet auf Ihre Antwort.", "The partner waits for your answer."),
        Cause.REFUSED: Said("Bitte suchen Sie mit der Person weiter.", "Please go on looking with the person."),
        Cause.UNDELIVERED: Said("Die Stelle hat es nicht bekommen.", "The partner has not got it."),
        Cause.OVERDUE: Said("Hier fehlt eine Antwort oder ein Schritt.", "An answer or a step is missing here."),
        Cause.CONSENT_ENDS: Said("Beim nächsten Gespräch neu fragen.", "Ask again at the next conversation."),
        Cause.SECOND: Said(
            "Geht hinaus, sobald eine zweite Person zustimmt.", "Leaves as soon as a second person agrees."
        ),
        Cause.DRAFT: Said("Es ist noch nichts gesendet.", "Nothing has been sent yet."),
    }
)
"""The one small sentence that says what a group asks; what it is called stands in the codes (`causes`)."""


def summary(needs: int, oldest: date | None, *, today: date, language: Language) -> str:
    """Say how many matters need somebody; `Drei Vorgänge brauchen Sie. Der älteste wartet seit Freitag.` is one."""
    if not needs:
        return NOTHING_OPEN.de if language == "de" else NOTHING_OPEN.en
    named = _NUMBERS[language][needs - 2] if 1 < needs < len(_NUMBERS[language]) + 2 else str(needs)
    waits = since(oldest, today=today, language=language)
    if language == "de":
        head = "Ein Vorgang braucht Sie. Er" if needs == 1 else f"{named} Vorgänge brauchen Sie. Der älteste"
        return f"{head} wartet {waits}."
    head = "One matter needs you. It" if needs == 1 else f"{named} matters need you. The oldest"
    return f"{head} has been waiting {waits}."


def time_left(listed: date, next_at: date, *, today: date, language: Language) -> str:
    """Say `seit Freitag` of what was to happen by now, `heute` of today's, and `bis Mittwoch` of what has time."""
    if next_at > today:
        return until(next_at, today=today, language=language)
    if listed >= today:
        return "heute" if language == "de" else "today"
    return since(min(listed, next_at), today=today, language=language)
