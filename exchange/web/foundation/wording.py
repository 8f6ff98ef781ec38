"""Text catalogue: every word that pages show, by key, in German and English; a key that is not there fails a test.

The texts lie in `exchange.web.texts`, one module a room; this is how they are found and filled.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import schemas
from exchange.core.said import Said
from exchange.core.text.dates import MONTHS, WEEKDAYS, Language
from exchange.web import texts

_SHORT, _MEGA = 4, 1000


@cache
def catalogue() -> Mapping[str, Said]:
    """Every text by its key: the module's name, a point, and its own, `sign_in.title`."""
    found: dict[str, Said] = {}
    for module in iter_modules(texts.__path__):
        own: Mapping[str, Said] = import_module(f"{texts.__name__}.{module.name}").TEXTS
        found |= {f"{module.name}.{key}": said for key, said in own.items()}
    return found


def say(key: str, *, language: Language, **words: object) -> str:
    """One text, filled.

    Raises:
        KeyError: there is no such text, or it names a word that was not given.
    """
    text: str = getattr(catalogue()[key], language)
    return text.format_map(words) if words else text


def word(listed: str, code: str, language: Language) -> str:
    """The word for a code of a list of `codes.json`; a code the list does not have stays as it is."""
    known = schemas.codes()[listed].get(code)
    return str(known[language]) if known else code


def words(listed: str, codes: Iterable[str], language: Language) -> tuple[tuple[str, str], ...]:
    """Codes with their words, for a choice."""
    return tuple((code, word(listed, code, language)) for code in codes)


def size_of(length: int) -> str:
    """The length of a file, in the unit people know: `3 KB`, `12 MB`; never nought of something that is there."""
    kilo = max(1, round(length / 1000))
    return f"{kilo} KB" if kilo < _MEGA else f"{round(kilo / _MEGA)} MB"


def weekday(day: date, language: Language) -> str:
    """The day of the week, written out."""
    return WEEKDAYS[language][day.weekday()]


def short_day(day: date, language: Language) -> str:
    """A day in few letters, for a column: `Di, 24. Nov.`, `Tue 24 Nov`."""
    name, month = WEEKDAYS[language][day.weekday()], MONTHS[language][day.month - 1]
    if language == "en":
        return f"{name[:3]} {day.day} {month[:3]}"
    return f"{name[:2]}, {day.day}. {month if len(month) <= _SHORT else month[:3] + '.'}"
