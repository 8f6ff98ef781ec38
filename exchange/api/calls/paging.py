"""Pagination: `limit` and `cursor` of a query, and what is said where one cannot be read."""

import re

from starlette.requests import Request

from exchange.core.errors import Malformed
from exchange.core.said import Said
from exchange.edge.http.body import read_once

MOST, USUAL = 200, 50
"""Lines of a page: at most, and where nobody says how many."""
NEXT = Said("`next` der vorigen Seite", "`next` of the page before")
_NOT_A_NUMBER = Said("Das ist keine Zahl, die geht.", "That is no number that will do.")
_UP_TO = Said(f"eine ganze Zahl von 1 bis {MOST}", f"a whole number from 1 to {MOST}")
_NUMBER = re.compile(r"[0-9]{1,3}", re.ASCII)


def read_limit(request: Request) -> int:
    """Read how many lines a page shall have.

    Raises:
        Malformed: it is no number that will do, or stands there several times.
    """
    text = read_once(request, "limit", usual=str(USUAL))
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= MOST:
        raise Malformed(pointer="/limit").saying(what=_NOT_A_NUMBER, form=_UP_TO)
    return int(text)
