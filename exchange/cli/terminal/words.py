"""Code lists in words: what people read in the place of a code or an instant, in the language spoken."""

from datetime import datetime, timedelta

import schemas
from exchange.cli.terminal.language import tongue
from exchange.core.calendar import BERLIN

NOTHING = "–"


def word(listed: str, code: str | None) -> str:
    """The word for a code of a list of `codes.json`; a code the list does not have stays as it is."""
    if not code:
        return NOTHING
    known = schemas.codes()[listed].get(code)
    return known[tongue()] if known else code


def moment(at: datetime | None) -> str:
    """An instant as the clock on the wall shows it here, in a form that sorts: `2026-12-31 09:15`."""
    return at.astimezone(BERLIN).strftime("%Y-%m-%d %H:%M") if at else NOTHING


def last_day(at: datetime | None) -> str:
    """The last day of a period that ends at an instant: one that ends at midnight is over with the day before."""
    return day(at - timedelta(microseconds=1)) if at else NOTHING


def day(at: datetime | None) -> str:
    """Its day: `2026-12-31`."""
    return at.astimezone(BERLIN).strftime("%Y-%m-%d") if at else NOTHING
