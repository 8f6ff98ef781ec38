"""Record linkage: whether two persons look as if they were one, by reference, name and date of birth.

A proposal for people who know both, never a decision: whoever is proposed is looked at by somebody, and merged by two.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SOUNDS = (
    ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ß", "s"), ("ph", "f"), ("th", "t"), ("dt", "t"), ("ck", "k"), ("c", "k"),
    ("v", "f"), ("w", "f"), ("ey", "ai"), ("ei", "ai"), ("ay", "ai"), ("y", "i"), ("z", "s"), ("ie", "i"), ("h", ""),
)  # fmt: skip
"""What is written in several ways and sounds alike in German names, in the order in which it is replaced."""
_CONFUSED = str.maketrans("oil", "011")
_SHORT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What somebody is known by; what nobody wrote down is empty."""

    reference: str
    family: str = ""
    given: str = ""
    born: str = ""


def described(reference: str, data: Mapping[str, Any]) -> Described:
    """Describe a person by their reference and the data of a referral."""
    person = data.get("person", {})
    return Described(
        reference=reference,
        family=str(person.get("family_name", "")),
        given=str(person.get("given_name", "")),
        born=str(person.get("birth_date", "")),
    )


def alike(one: Described, other: Described) -> bool:
    """Say whether two descriptions may be of one person; the order does not matter.

    The same reference but for its writing is enough. References that follow each other are two people's, so one
    character that differs says something only beside a name or a date of birth; so does a name beside a date.
    """
    first, second = _plain(one.reference), _plain(other.reference)
    if first == second:
        return True
    near = _one_apart(first, second)
    named, born = _same_name(one, other), bool(one.born) and one.born == other.born
    return (near and (named or born)) or (named and (born or _mistyped(one.born, other.born)))


def _plain(reference: str) -> str:
    """Letters and digits alone, small, without accents; a zero is an o, a one an i or l."""
    text = _folded(reference)
    return "".join(one for one in text if one.isalnum()).translate(_CONFUSED)


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFKC", "".join(one for one in apart if not unicodedata.combining(one)))


def _same_name(one: Described, other: Described) -> bool:
    """Whether both names sound alike, in whichever order they were written."""
    if not (one.family and one.given and other.family and other.given):
        return False
    mine, theirs = (_sound(one.family), _sound(one.given)), (_sound(other.family), _sound(other.given))
    return any(
        _close(mine[0], first) and (_close(mine[1], second) or _shortened(mine[1], second))
        for first, second in (theirs, theirs[::-1])
    )


def _sound(name: str) -> str:
    text = "".join(one for one in _folded(name).replace("ss", "s") if one.isalpha())
    for written, sound in _SOUNDS:
        text = text.replace(written, sound)
    return "".join(one for place, one in enumerate(text) if not place or text[place - 1] != one)


def _close(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) > _SHORT and _one_apart(one, other))


def _shortened(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORT - 1 and long.startswith(short)


def _mistyped(one: str, other: str) -> bool:
    """Whether two dates of birth are the same but for day and month in each other's place, or one character."""
    if not one or not other:
        return False
    year, *rest = one.split("-")
    return "-".join([year, *reversed(rest)]) == other or _one_apart(one, other)


def _one_apart(one: str, other: str) -> bool:
    """Whether one character was added, left out or changed, or two beside each other are in each other's place."""
    if one == other or abs(len(one) - len(other)) > 1:
        return one == other
    place = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    mine, theirs = one[place:], other[place:]
    swapped = mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:]
    return swapped or mine[1:] == theirs[1:] or mine[1:] == theirs or mine == theirs[1:]
