"""Wording of reports: what is said, in the one language of the paper; codes and members of documents by their words."""

from collections.abc import Iterator, Mapping
from typing import Any

import schemas
from exchange.core.said import Said
from exchange.core.text.dates import Language

MISSING = Said("nicht eingetragen", "not entered")
_YES, _NO = Said("ja", "yes"), Said("nein", "no")


def spoken(said: Said, language: Language) -> str:
    """One of two texts."""
    return said.de if language == "de" else said.en


def word(listed: str, code: str) -> Said:
    """The word for a code of a list of `codes.json`; a code the list does not have stays as it is."""
    known = schemas.codes()[listed].get(code)
    return Said(known["de"], known["en"]) if known else Said(code, code)


def named(said: Said, name: Said) -> Said:
    """The same with a name put in its place."""
    return Said(said.de.format(name=name.de), said.en.format(name=name.en))


def members(document: Mapping[str, Any], *, schema: str, language: Language) -> Iterator[str]:
    """What a document says, member by member, each by the title its schema gives it."""
    told = schemas.load(schema)["properties"]
    for name, said in document.items():
        about = told.get(name, {})
        title = about.get("title" if language == "de" else "x-title-en", name)
        yield f"{title}: {value(said, language=language, listed=about.get('x-codes', ''))}"


def value(said: Any, *, language: Language, listed: str = "") -> str:
    """A value in words; what is not there is said to be missing."""
    if said is None or said == "" or (isinstance(said, (list, tuple, Mapping)) and not said):
        return spoken(MISSING, language)
    if isinstance(said, bool):
        return spoken(_YES if said else _NO, language)
    if isinstance(said, Mapping):
        return ", ".join(value(one, language=language) for one in said.values())
    if isinstance(said, (list, tuple)):
        return ", ".join(value(one, language=language, listed=listed) for one in said)
    return spoken(word(listed, str(said)), language) if listed else str(said)
