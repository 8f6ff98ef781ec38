"""Serialisation: values as JSON documents, by their own type hints, where one column holds what many would."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

_PLAIN = frozenset({str, int, float, bool, type(None)})


def pack(value: Any) -> bytes:
    """Write a value, or what `show` made of one, as compact UTF-8."""
    return _ENCODER.encode(value).encode()


def unpack(raw: bytes) -> Any:
    """Read what `pack` wrote."""
    return json.loads(raw)


def show(value: Any) -> Any:
    """Write a value as a document: dataclasses as objects, instants as RFC 3339 with microseconds."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, Mapping):
        return {key: show(inner) for key, inner in value.items()}
    if isinstance(value, tuple | list):
        return [show(inner) for inner in value]
    if isinstance(value, Enum):
        return value.value
    return show(_unfolded(value))


def _unfolded(value: Any) -> Any:
    """One step from a value that JSON does not know towards one that it does."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _names(type(value))}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Enum):
        return value.value
    raise TypeError(type(value))


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


# What JSON knows by itself is never walked through here: a draft has thousands of places.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_unfolded)


@cache
def reader(kind: Any) -> Callable[[Any], Any]:
    """Give the function that turns a document written by `show` back into a value of the type.

    Members the type does not know are left out: they are of a newer version.
    """
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in {tuple, frozenset}:
        return _collection_reader(origin, reader(arguments[0]))
    if origin is UnionType:
        return _optional_reader(reader(arguments[0]))
    if not isinstance(kind, type):
        return _as_it_is
    if issubclass(kind, date):
        return kind.fromisoformat
    return kind if issubclass(kind, Enum) else _as_it_is


def _dataclass_reader(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    readers = {field.name: reader(hints[field.name]) for field in fields(kind)}
    return lambda document: kind(**{name: readers[name](inner) for name, inner in document.items() if name in readers})


def _collection_reader(collect: Callable[[Any], Any], inner: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda document: collect(map(inner, document))


def _optional_reader(inner: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda document: None if document is None else inner(document)


def _as_it_is(document: Any) -> Any:
    return document
