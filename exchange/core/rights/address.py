"""Postal address (DIN 5008): what stands in the window of a letter to a person, and when nothing may stand there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_PROTECTED = "protected-address"
_NAME = ("given_name", "family_name")


class Unaddressed(StrEnum):
    """Why a letter bears no address."""

    PROTECTED = "protected"
    NO_LETTERS = "no-letters"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Lines of the window: name, street, place, and the country's ISO 3166-1 code (empty: Germany).

    Where there are no lines, `why` says so. `names_sender` is whether the person lets the sender be named outside.
    """

    lines: Sequence[str] = ()
    country: str = ""
    why: Unaddressed | None = None
    names_sender: bool = True


def addressee_of(written: Iterable[Mapping[str, Any]]) -> Addressee:
    """Who a letter goes to, by what was written of the person (data of drafts, newest first).

    One that says the address is secret counts, however old: only the newest that knows a contact says the rest.
    """
    found = list(written)
    contact: Mapping[str, Any] = next((one["contact"] for one in found if isinstance(one.get("contact"), Mapping)), {})
    rules = _object(contact, "rules")
    named = rules.get("no_sender") is not True
    if any(_PROTECTED in _object(one, "safety").get("notices", ()) for one in found):
        return Addressee(why=Unaddressed.PROTECTED, names_sender=named)
    if rules.get("no_letter") is True:
        return Addressee(why=Unaddressed.NO_LETTERS, names_sender=named)
    address, name = _object(contact, "address"), _name(found)
    if not address or not name:
        return Addressee(why=Unaddressed.UNKNOWN, names_sender=named)
    country = str(address.get("country", ""))
    lines = [name, *_lines(address)]
    return Addressee(lines=lines, country="" if country == "DE" else country, names_sender=named)


def _lines(address: Mapping[str, Any]) -> Iterator[str]:
    if address.get("street"):
        yield str(address["street"])
    yield " ".join(str(address[one]) for one in ("postal_code", "place") if address.get(one))


def _name(found: Sequence[Mapping[str, Any]]) -> str:
    names = (_object(one, "person") for one in found)
    return next((" ".join(str(one[part]) for part in _NAME if one.get(part)) for one in names if one), "")


def _object(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    held = data.get(name)
    return held if isinstance(held, Mapping) else {}
