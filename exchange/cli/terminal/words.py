"""Code lists in words: what people read in the place of a code or an instant, in the language spoken."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import schemas
from exchange.cli.terminal.language import either, tongue
from exchange.core.calendar import BERLIN

NOTHING = "–"


def word(listed: str, code: str | None) -> str:
    """The word for a code of a list of `codes.json`; a code the list does not have stays as it is."""
    if not code:
        return NOTHING
    known = schemas.codes()[listed].get(code)
    return known[tongue()] if known else code


def event_word(name: str) -> str:
    """The word for an event of a partner or a hub: a step is named by the state it leads to."""
    return word("states" if name in schemas.codes()["states"] else "events", name)


def yes_or_no(value: object) -> str:
    """Yes or no."""
    return either("ja", "yes") if value else either("nein", "no")


def labelled(rows: Mapping[str, str], *, indent: str = "") -> str:
    """One fact a line, each behind its word; what is empty is a dash."""
    return "\n".join(f"{indent}{head}: {said or NOTHING}" for head, said in rows.items())


def places(value: object, *, at: str = "") -> Iterator[str]:
    """What a document says, place by place, as a preview and `--leave-out` name the places: `/note: …`."""
    if isinstance(value, Mapping) and value:
        for name, each in value.items():
            yield from places(each, at=f"{at}/{name}")
    elif isinstance(value, (list, tuple)) and any(isinstance(one, (Mapping, list, tuple)) for one in value):
        for number, each in enumerate(value):
            yield from places(each, at=f"{at}/{number}")
    else:
        yield f"{at or '/'}: {_plain(value)}"


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return yes_or_no(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_plain, value)) or NOTHING
    return str(value) if value not in (None, "", {}) else NOTHING


def moment(at: datetime | None) -> str:
    """An instant as the clock on the wall shows it here, in a form that sorts: `2026-12-31 09:15`."""
    return at.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") if at else NOTHING


def last_day(at: datetime | None) -> str:
    """The last day of a period that ends at an instant: one that ends at midnight is over with the day before."""
    return day(at - timedelta(microseconds=1)) if at else NOTHING


def day(at: datetime | None) -> str:
    """Its day: `2026-12-31`."""
    return at.astimezone(BERLIN).strftime("%Y-%m-%d") if at else NOTHING
