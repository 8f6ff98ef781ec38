"""Schema form: the fields of a service line's form, made of its schema and the partner's profile; none is hand-written.

A field is named by the JSON Pointer (RFC 6901) of its value, so an error of the schema names its field by itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import schemas
from exchange.core.said import Said
from schemas.form import Place, form_place
from schemas.nodes import pointer

LINES_FROM = 200
"""From this length on a text has several lines."""
SLOTS = 3
"""How many empty places a list begins with; saving gives as many again."""


class FieldKind(StrEnum):
    """How a field is shown."""

    TEXT = "text"
    LINES = "lines"
    EMAIL = "email"
    DATE = "date"
    MOMENT = "moment"
    NUMBER = "number"
    YES_NO = "yes-no"
    CHOICE = "choice"
    CHOICES = "choices"


_WRITTEN = MappingProxyType({"email": FieldKind.EMAIL, "date": FieldKind.DATE, "date-time": FieldKind.MOMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field. `name` is the pointer of its value, `values` what stands in it, `longest` 0 where nothing limits it.

    `required` is whether the form is incomplete without it; `front` also where it is incomplete without this or another
    one. `choices` are codes with their words.
    """

    name: str
    title: Said
    hint: Said
    kind: FieldKind
    required: bool
    front: bool
    sensitive: bool
    longest: int = 0
    choices: Sequence[tuple[str, Said]] = ()
    values: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSection:
    """A part of the form: the fields one cannot do without, and the rest, which stands behind „Mehr Angaben“."""

    name: str
    title: Said
    hint: Said
    required: bool
    fields: Sequence[FormField]
    more: Sequence[FormField]


def sections(schema: str, profile: Mapping[str, Any], typed: Mapping[str, Sequence[str]]) -> Sequence[FormSection]:
    """The form with what was typed in it so far, by the names of the fields; the parts it needs stand first.

    Raises:
        UnknownSchema, BrokenProfile: there is no such form.
    """
    top = form_place(schema, profile=profile or None)
    made = [_section(top, name, typed) for name in top.names]
    return sorted((one for one in made if one.fields or one.more), key=lambda one: not one.required)


def field_of(place: str, form: Sequence[FormSection]) -> str:
    """The name of the field an error of the schema is about: itself, the first below it, or the nearest above.

    Empty where no field is near.
    """
    names = [one.name for section in form for one in (*section.fields, *section.more)]
    below = [one for one in names if one == place or one.startswith(f"{place}/")]
    above = [one for one in names if place.startswith(f"{one}/")]
    return next(iter((*below, *above)), "")


def _section(top: Place, name: str, typed: Mapping[str, Sequence[str]]) -> FormSection:
    place = top.named(name)
    if place is None:
        raise LookupError(name)
    start, needed = pointer("", name), name in top.required
    begun = needed or any(one == start or one.startswith(f"{start}/") for one in typed)
    found = list(_fields(place, start, _Above(typed=typed, needed=needed, front=True)))
    return FormSection(
        name=start,
        title=_said(place, "title", "x-title-en", default=name),
        hint=_said(place, "description", "x-description-en"),
        required=begun,
        fields=[one for one in found if one.front],
        more=[one for one in found if not one.front],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Above:
    """What holds for a value by where it stands."""

    typed: Mapping[str, Sequence[str]]
    needed: bool
    front: bool
    sensitive: bool = False


def _fields(place: Place, at: str, above: _Above) -> Iterator[FormField]:
    """The fields of a value; a part that somebody else sealed has none."""
    above = replace(above, sensitive=bool(place.first("x-sensitive", above.sensitive)))
    if place.is_sealed:
        return
    if place.kind == "object":
        for name in place.names:
            inner = place.named(name)
            must, may = name in place.required, name in place.one_needed
            inside = replace(above, needed=above.needed and must, front=above.front and (must or may))
            yield from _fields(inner, pointer(at, name), inside) if inner else ()
    elif place.kind == "array" and place.item is not None and not place.item.codes:
        for index in range(_slots(place, at, above.typed)):
            first = index == 0
            inside = replace(above, needed=above.needed and first, front=above.front and first)
            yield from _fields(place.item, pointer(at, index), inside)
    else:
        yield _field(place, at, above)


def _field(place: Place, at: str, above: _Above) -> FormField:
    return FormField(
        name=at,
        title=_said(place, "title", "x-title-en", default=at.rpartition("/")[2]),
        hint=_said(place, "description", "x-description-en"),
        kind=_kind(place),
        required=above.needed,
        front=above.front,
        sensitive=above.sensitive,
        longest=place.longest,
        choices=_choices(place.item or place),
        values=above.typed.get(at, ()),
    )


def _slots(place: Place, at: str, typed: Mapping[str, Sequence[str]]) -> int:
    used = [int(part) for name in typed if (part := _index(name, at)).isdecimal()]
    return min(max(used, default=-1) + 1 + SLOTS, place.most or SLOTS)


def _index(name: str, at: str) -> str:
    return name.removeprefix(f"{at}/").partition("/")[0] if name.startswith(f"{at}/") else ""


def _kind(place: Place) -> FieldKind:
    if place.kind == "array":
        return FieldKind.CHOICES
    if place.codes:
        return FieldKind.CHOICE
    if place.kind == "boolean":
        return FieldKind.YES_NO
    if place.kind == "integer":
        return FieldKind.NUMBER
    return _WRITTEN.get(str(place.first("format", ""))) or (
        FieldKind.LINES if place.longest >= LINES_FROM else FieldKind.TEXT
    )


def _choices(place: Place) -> Sequence[tuple[str, Said]]:
    said: Mapping[str, Any] = schemas.codes().get(str(place.first("x-codes", "")), {})
    return [(one, Said(**said[one]) if one in said else Said(one, one)) for one in place.codes]


def _said(place: Place, german: str, english: str, *, default: str = "") -> Said:
    return Said(str(place.first(german, default)), str(place.first(english, default)))
