"""Typed form: what somebody typed into a schema's form, read into data, and data written as what would be typed.

An empty field is no value. A part that somebody else sealed is no field: it stays as it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from exchange.core.calendar import BERLIN, german_day
from exchange.core.errors import Refusal
from exchange.core.ids import read_instant, show_instant
from exchange.core.said import Said
from exchange.web.foundation.days import read_moment
from schemas.form import Place, form_place
from schemas.nodes import pointer

MOST_FIELDS = 500
YES, NO = "yes", "no"
_DAYS, _INSTANT = frozenset({"date", "birth-date"}), "date-time"
_MANY = Said(f"höchstens {MOST_FIELDS} Felder", f"at most {MOST_FIELDS} fields")
_ONCE = Said("Dieses Feld steht hier einmal.", "This field stands here once.")
_NUMBER = Said("eine ganze Zahl, zum Beispiel 3", "a whole number, for example 3")
_YES_OR_NO = Said("ja oder nein", "yes or no")
_UNSEEN = Said("Text ohne unsichtbare Zeichen", "text without characters nobody sees")
_PRINTED = frozenset({"\n", "\t"})
Typed = Mapping[str, Sequence[str]]
"""What stands in each field, by its name."""


class FieldUnreadable(Refusal):
    """This field cannot be read, or the form has no such field."""

    code = "SENDER_FIELD_UNREADABLE"
    status = 422
    de = "Dieses Feld lässt sich nicht lesen, oder es gehört nicht zu diesem Formular."
    fix_de = "Bitte sehen Sie dieses Feld noch einmal an. Nichts ist verloren."
    fix_en = "Please look at this field once more. Nothing is lost."


def data_of(typed: Typed, *, schema: str, profile: Mapping[str, Any]) -> dict[str, Any]:
    """The data of what was typed. Whether it fits the schema is asked later: half a form is read too.

    Raises:
        FieldUnreadable: `pointer` is the field: there is none of this name, it has several values, or another kind of
            value; or there are too many.
        UnknownSchema, BrokenProfile: there is no such form.
    """
    if sum(map(len, typed.values())) > MOST_FIELDS:
        raise FieldUnreadable().saying(form=_MANY)
    top = form_place(schema, profile=profile or None)
    read = {name: value for name, values in typed.items() if (value := _read(top, name, values)) is not None}
    built: dict[str, Any] = {}
    for name in sorted(read, key=_order):
        _put(built, name.split("/")[1:], read[name])
    return {name: _listed(value, top.named(name)) for name, value in built.items()}


def typed_of(data: Mapping[str, Any], *, schema: str, profile: Mapping[str, Any]) -> dict[str, list[str]]:
    """What would be typed for this data; of sealed parts nothing."""
    return dict(_written(data, form_place(schema, profile=profile or None), ""))


def _read(top: Place, name: str, values: Sequence[str]) -> Any:
    place = _find(top, name)
    if place is None or (name and not name.startswith("/")):
        raise FieldUnreadable(pointer=_short(name))
    if any(not one.isprintable() and not set(filter(lambda c: not c.isprintable(), one)) <= _PRINTED for one in values):
        raise FieldUnreadable(pointer=name).saying(form=_UNSEEN)
    filled = [one.strip() for one in values if one.strip()]
    if place.kind == "array":
        return filled or None
    if len(filled) > 1:
        raise FieldUnreadable(pointer=name).saying(what=_ONCE)
    return _value(place, name, filled[0]) if filled else None


def _value(place: Place, name: str, text: str) -> Any:
    if place.kind == "boolean":
        if text not in {YES, NO}:
            raise FieldUnreadable(pointer=name).saying(form=_YES_OR_NO)
        return text == YES
    if place.kind == "integer":
        digits = text.removeprefix("-")
        if not (digits.isascii() and digits.isdecimal()) or len(digits) > len(str(2**53)):
            raise FieldUnreadable(pointer=name).saying(form=_NUMBER)
        return int(text)
    return _dated(str(place.first("format", "")), text)


def _dated(written: str, text: str) -> str:
    """A day or an instant as documents write it; what is neither stays as it was typed, and its schema refuses it."""
    day = german_day(text) if written in _DAYS else None
    if written != _INSTANT:
        return day.isoformat() if day else text
    try:
        return show_instant(read_moment(text, field=""))
    except Refusal:
        return text


def _find(top: Place, name: str) -> Place | None:
    """The place of a field; None where a form has no such field: it is a container, sealed, or beyond a list's end."""
    place: Place | None = top
    for part in name.split("/")[1:]:
        place = _step(place, part)
    return place if place is not None and _is_field(place) else None


def _step(place: Place | None, part: str) -> Place | None:
    if place is None or place.is_sealed:
        return None
    if place.kind == "array":
        return place.item if _is_index(part, below=place.most or MOST_FIELDS) else None
    return place.named(part) if place.kind == "object" else None


def _is_field(place: Place) -> bool:
    """Whether a form has one field for it: of lists only those whose values are chosen, several at once."""
    if place.kind == "array":
        return not place.is_sealed and place.item is not None and bool(place.item.codes)
    return not place.is_sealed and place.kind != "object"


def _is_index(part: str, *, below: int) -> bool:
    """Whether it is the number of a place in a list, as a form writes it (RFC 6901, section 4: no leading zeros)."""
    is_short = part.isascii() and part.isdecimal() and len(part) <= len(str(MOST_FIELDS))
    return is_short and str(int(part)) == part and int(part) < below


def _order(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in name.split("/")]


def _put(data: dict[str, Any], parts: Sequence[str], value: Any) -> None:
    for part in parts[:-1]:
        data = data.setdefault(part, {})
    data[parts[-1]] = value


def _listed(value: Any, place: Place | None) -> Any:
    """Lists were built by their numbers; what was left empty between two of them closes up."""
    if place is None or not isinstance(value, dict):
        return value
    if place.kind == "array":
        return [_listed(one, place.item) for one in value.values()]
    return {name: _listed(inner, place.named(name)) for name, inner in value.items()}


def _written(value: Any, place: Place | None, at: str) -> Iterator[tuple[str, list[str]]]:
    if place is None or place.is_sealed:
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _written(inner, place.named(name), pointer(at, name))
    elif isinstance(value, list) and place.item is not None and place.item.codes:
        yield at, [str(one) for one in value]
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _written(inner, place.item, pointer(at, index))
    elif isinstance(value, bool):
        yield at, [YES if value else NO]
    else:
        yield at, [_on_the_wall(str(value)) if place.first("format") == _INSTANT else str(value)]


def _on_the_wall(text: str) -> str:
    """An instant as a field for day and time has it: by the clock here."""
    try:
        return read_instant(text).astimezone(BERLIN).strftime("%Y-%m-%dT%H:%M")
    except Refusal:
        return text


def _short(name: str) -> str:
    """A name that is none of ours may be anything: only its beginning is repeated, and only if it is a pointer."""
    return name if len(name) <= len("/") * 100 and name.replace("/", "").replace("_", "").isalnum() else ""
