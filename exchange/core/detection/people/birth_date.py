"""Birth date of somebody else: a date or a year that is called one, and is not the person's own."""

import re
from collections.abc import Collection

_MONTHS = (
    "jan(?:uar|uary)?|feb(?:ruar|ruary)?|märz|mar(?:ch)?|apr(?:il)?|mai|may|juni?|june|juli?|july|aug(?:ust)?"
    "|sept?(?:ember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[zc](?:ember)?"
)
_DATE = (
    rf"(?:[0-9]{{1,2}}\.? ?(?:[0-9]{{1,2}}\.?|(?:{_MONTHS})\.?) ?(?:19|20)?[0-9]{{2}}"
    rf"|(?:19|20)[0-9]{{2}}(?:-[0-9]{{2}}-[0-9]{{2}})?|[0-9]{{1,2}}/[0-9]{{1,2}}/(?:19|20)?[0-9]{{2}})(?![0-9])"
)
_NAMED = re.compile(
    rf"(?:\b(?:geb(?:oren(?:e[rnms]?)?)?|Geburts(?:tag|datum|jahr)|Jahrgang|Jg"
    rf"|birthday|date of birth|birth date|DOB|born"
    rf"|zur Welt)\b\.?|\*)[^0-9.;!?]{{0,20}}(?P<date>{_DATE})|(?P<before>{_DATE}) ?(?:geboren|zur Welt)",
    re.IGNORECASE,
)
_DAY = re.compile(r"([0-9]{1,2})\D+([0-9]{1,2})\D+([0-9]{2,4})|([0-9]{4})-([0-9]{2})-([0-9]{2})")


def has_birth_date(text: str, *, own: Collection[str] = ()) -> bool:
    """Whether a plain text holds one; `own` are birth dates of the person, as FHIR writes them (2001, 2001-04-30)."""
    known = {form for one in own for form in _forms(one)}
    return any(_numbers(found["date"] or found["before"]) not in known for found in _NAMED.finditer(text))


def _forms(date: str) -> tuple[tuple[int, ...], ...]:
    year, *rest = (int(part) for part in date.split("-"))
    month_and_day = len("MD")
    whole = ((*reversed(rest), year), (*reversed(rest), year % 100)) if len(rest) == month_and_day else ()
    return ((year,), *whole)


def _numbers(date: str) -> tuple[int, ...]:
    """Day, month and year as numbers, or the year alone; a month in words is not told."""
    day = _DAY.fullmatch(date.strip("."))
    if day is None:
        return tuple(int(part) for part in re.findall("[0-9]+", date))
    return tuple(int(part) for part in (day.groups()[:3] if day[1] else reversed(day.groups()[3:])))
