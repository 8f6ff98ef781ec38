"""Feedback in words: what a partner told of a case, by the titles of its schema, as far as the person lets it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from exchange.core.calendar import BERLIN
from exchange.core.delivery.messages import ACCEPTED, InboxMessage
from exchange.core.text.dates import Language
from exchange.queries.facts import content_of
from exchange.web.foundation.values import shown_value
from exchange.web.foundation.wording import short_day
from schemas.titles import Titled, title_of

_SCHEMA = "feedback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """One piece of feedback: the day it came, and what it says, as (what, value)."""

    day: str
    rows: Sequence[tuple[str, str]]


def told_of(events: Sequence[InboxMessage], *, language: Language) -> Sequence[Reported]:
    """What the partner told, newest first; nothing for who sees metadata only."""
    heard = [one for one in events if one.name == _SCHEMA and one.verdict == ACCEPTED and one.content]
    return [
        Reported(
            day=short_day(one.received_at.astimezone(BERLIN).date(), language),
            rows=list(_rows(content_of(one), language)),
        )
        for one in sorted(heard, key=lambda one: one.received_at, reverse=True)
    ]


def _rows(content: Mapping[str, Any], language: Language) -> Iterator[tuple[str, str]]:
    for name, value in content.items():
        title, inner = _said(title_of(_SCHEMA, f"/{name}"), language), value if isinstance(value, Mapping) else {}
        if not inner:
            yield title, _value(value, f"/{name}", language)
        for below, each in inner.items():
            place = f"/{name}/{below}"
            # What stands alone needs no second name: an appointment is when it is.
            named = title if len(inner) == 1 else f"{title}: {_said(title_of(_SCHEMA, place), language)}"
            yield named, _value(each, place, language)


def _value(value: object, place: str, language: Language) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_value(each, f"{place}/{number}", language) for number, each in enumerate(value))
    return shown_value(value, title_of(_SCHEMA, place), language)


def _said(titled: Titled, language: Language) -> str:
    return titled.de if language == "de" else titled.en
