"""Preview panel: what the place sees, in the words of its form, and what stays here with its reason."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from exchange.core.packet.preview import Item, Preview
from exchange.core.text.dates import Language
from exchange.core.text.explained import reason_of
from exchange.web.foundation.values import shown_value, value_at
from exchange.web.foundation.visit import Visit
from schemas.titles import title_of

Rows = Sequence[tuple[str, str]]


def sees(shown: Preview, data: Mapping[str, Any], *, service: str, visit: Visit) -> Rows:
    """What leaves, by its title; the items of a list in one row."""
    rows = [(_title(one, service, visit.language), _value(one, data, service, visit)) for one in shown.leaves]
    return [(name, ", ".join(value for _, value in same)) for name, same in groupby(rows, key=itemgetter(0))]


def stays(shown: Preview, *, service: str, visit: Visit) -> Rows:
    """What stays or stops, each with its reason, and what never leaves at all."""
    # Once of all items of a list.
    kept = dict.fromkeys(
        (_title(one, service, visit.language), getattr(reason_of(one.reason), visit.language) or one.reason)
        for one in (*shown.stays, *shown.stops)
    )
    never = [(visit.say(f"sending.never.{one}"), visit.say(f"sending.never.{one}_why")) for one in ("reference", "why")]
    return [*kept, *never]


def _title(one: Item, service: str, language: Language) -> str:
    if one.file:
        return one.name
    titled = title_of(service, one.pointer)
    return titled.de if language == "de" else titled.en


def _value(one: Item, data: Mapping[str, Any], service: str, visit: Visit) -> str:
    if one.file:
        return visit.say("sending.file")
    return shown_value(value_at(data, one.pointer), title_of(service, one.pointer), visit.language)
