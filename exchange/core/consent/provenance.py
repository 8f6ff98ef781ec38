"""Provenance: where a value comes from stays with the value (§ 76 SGB X); a change of the label alone is refused."""

import re
from collections.abc import Mapping
from typing import Any

from exchange.core.consent.field import Origins, fields_of, is_sealed

_ITEM = re.compile(r"/(?:0|[1-9][0-9]*)(?=/|$)")


def relabelled(
    before: Mapping[str, Any], after: Mapping[str, Any], *, old: Mapping[str, str], new: Mapping[str, str]
) -> str | None:
    """Name the place of a value that is the same as before and is said to come from somebody else; None where none is.

    `old` and `new` map pointer prefixes to sources. An item of a list that only moved is the same value, too. A sealed
    part says itself where it comes from.
    """
    was, now = Origins(old), Origins(new)
    known: dict[tuple[str, str], set[str]] = {}
    for pointer, value in fields_of(before):
        known.setdefault(_same(pointer, value), set()).add(was[pointer])
    here = dict(fields_of(before))
    for pointer, value in fields_of(after):
        if is_sealed(value) or _same(pointer, value) not in known:
            continue
        stayed = pointer in here and _same(pointer, here[pointer]) == _same(pointer, value)
        allowed = {was[pointer]} if stayed else known[_same(pointer, value)]
        if now[pointer] not in allowed:
            return pointer
    return None


def _same(pointer: str, value: object) -> tuple[str, str]:
    """A value with its place among others of its kind: numbers of list items do not count."""
    return _ITEM.sub("/*", pointer), repr(value)
