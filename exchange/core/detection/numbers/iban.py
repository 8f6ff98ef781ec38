"""IBAN (ISO 13616): a country, two check digits and an account, of the length that country has."""

import re
from collections.abc import Mapping

from exchange.core.detection.numbers.check_digits import is_iban
from exchange.core.detection.plain import EDGE, compact

_LENGTHS: Mapping[str, int] = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI FK FO GL NL SD", 19: "MK SI", 20: "AT BA EE KZ LT LU MN XK",
        21: "CH HR LI LV", 22: "BG BH CR DE GB GE IE ME RS VA", 23: "AE GI IL IQ OM SO TL",
        24: "AD CZ ES MD PK RO SA SE SK TN VG", 25: "LY PT ST", 26: "IS TR",
        27: "BI DJ FR GR IT MC MR SM", 28: "AL AZ BY CY DO GT HN HU LB NI PL SV", 29: "BR EG PS QA UA",
        30: "JO KW MU YE", 31: "MT SC", 32: "LC", 33: "RU",
    }.items()
    for country in countries.split()
}  # fmt: skip
"""The whole length by country, of the IBAN registry's release 100."""
_START = re.compile(rf"{EDGE}[A-Z]{{2}} ?[0-9]{{2}}(?=[ .-]?[0-9A-Z]{{2}})", re.IGNORECASE)
_NAMED = re.compile(r"(?:\bIBAN|\bKonto(?:nummer|nr)?|\baccount)\b[^0-9]{0,12}$", re.IGNORECASE)
_MORE = re.compile(r"[0-9A-Za-z]+|[ .-]")
_NEAR = 30


def has_iban(text: str) -> bool:
    """Whether a plain text holds one: it checks, or it is called one and is as long as one."""
    return any(_is_one(text, start) for start in _START.finditer(text))


def _is_one(text: str, start: re.Match[str]) -> bool:
    length = _LENGTHS.get(start[0][:2].upper())
    number = _taken(text, start.start(), length) if length else ""
    if not number:
        return False
    return is_iban(number) or _NAMED.search(text, max(0, start.start() - _NEAR), start.start()) is not None


def _taken(text: str, at: int, length: int) -> str:
    """So many letters and digits from a place on, which end where a word ends; empty where they do not."""
    number = ""
    while len(number) < length and (more := _MORE.match(text, at)):
        number, at = number + compact(more[0]), more.end()
    return number if len(number) == length else ""
