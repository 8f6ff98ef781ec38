"""Fields of a document: the smallest things that need a permission to leave.

A field is a scalar, an empty container, or a sealed part `{categories, provenance, jwe}` (domain section 5). Its place
is a JSON Pointer (RFC 6901). The document itself is the frame and never a field: an empty one has none.
"""

import base64
import json
import re
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from exchange.core.errors import Malformed

PERSON = "person"
JOBCENTER = "jobcenter"
PROFESSIONAL = "professional:"
ATTACHMENT = "attachment:"
SEALED_TYP = "rx-sealed+jwe"
LONGEST_KEPT = 256
"""In characters: longer text of others is not kept beyond the document it came with."""

_CONTAINERS = (dict, list)
_SEALED_MEMBERS = frozenset({"categories", "provenance", "jwe"})
_JWE = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){4}")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")


class Annotation(Hashable, Protocol):
    """What a schema says of one field, as `schemas.annotate` gives it: the same object for the same place."""

    @property
    def pointer(self) -> str:
        """Its place."""

    @property
    def categories(self) -> tuple[str, ...]:
        """One, or those a sealed part declares."""

    @property
    def sealed(self) -> bool:
        """Whether it is a sealed part."""

    @property
    def required(self) -> bool:
        """Whether it may be left out."""

    @property
    def sensitive(self) -> bool:
        """Whether the schema calls it Art. 9 data."""

    @property
    def sources(self) -> frozenset[str]:
        """The kinds of source it may come from, empty for any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field as the schema annotates it, and where its value comes from.

    `categories` has one entry, for a sealed part every category it declares. `source` is `person`, `jobcenter` or
    `professional:<entity>`, for a sealed part its own provenance; a check of a packet reads it from the manifest
    instead. `sources` are the kinds of source the schema allows (`x-source`), empty for any. `sensitive` marks what
    the schema calls Art. 9 data beyond its category. `kind` is all of it but the place and whether it must be there:
    of fields of one kind the same may be said.
    """

    pointer: str
    categories: tuple[str, ...]
    source: str = PERSON
    sealed: bool = False
    required: bool = False
    sensitive: bool = False
    sources: frozenset[str] = frozenset()
    kind: tuple[object, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        kind = (self.categories, self.source, self.sealed, self.sensitive, self.sources)
        object.__setattr__(self, "kind", kind)


class Origins(dict[str, str]):
    """Where each value of a document comes from: `source_at`, for many fields that lie beside each other."""

    def __missing__(self, pointer: str) -> str:
        """Ask the place above, and keep what it says."""
        found = self[pointer.rpartition("/")[0]] if pointer else PERSON
        self[pointer] = found
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """An attachment as the rules see it: a field at `attachment:<id>` whose readable value is its file name."""

    id: str
    name: str
    category: str
    source: str = PERSON
    required: bool = False

    @property
    def field(self) -> Field:
        """The attachment as a field."""
        return Field(
            pointer=ATTACHMENT + self.id, categories=(self.category,), source=self.source, required=self.required
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What is left of a document, and where each field that stayed is now (old pointer to new pointer)."""

    data: Any
    moved: Mapping[str, str]


def field_of(annotation: Annotation, source: str) -> Field:
    """The field of an annotation, with where its value comes from."""
    # A source is somebody else's text: what is long for one is not kept.
    return _kept_field(annotation, source) if len(source) <= LONGEST_KEPT else _field(annotation, source)


def _field(annotation: Annotation, source: str) -> Field:
    return Field(
        pointer=annotation.pointer,
        categories=annotation.categories,
        source=source,
        sealed=annotation.sealed,
        required=annotation.required,
        sensitive=annotation.sensitive,
        sources=annotation.sources,
    )


# The same few places come with every document, and so do their annotations.
_kept_field = lru_cache(maxsize=4096)(_field)


def fields_of(data: object) -> Iterator[tuple[str, Any]]:
    """Walk the fields of `data` in document order as (pointer, value)."""
    found: list[tuple[str, Any]] = []
    if is_sealed(data):
        found.append(("", data))
    elif isinstance(data, dict | list):
        _walk(data, "", found)
    return iter(found)


def is_sealed(value: object) -> bool:
    """Whether `value` is a sealed part: exactly its three members, and really a compact JWE of type `rx-sealed+jwe`.

    What it declares is what whoever sealed it wrote into the protected header: nobody on the way says otherwise.
    Anything that only looks like one is walked like any other object, so that readable text in `jwe` is never
    taken for ciphertext.
    """
    if not isinstance(value, dict) or value.keys() != _SEALED_MEMBERS:
        return False
    categories, jwe = value["categories"], value["jwe"]
    if not isinstance(categories, list) or not all(isinstance(category, str) for category in categories):
        return False
    if not categories or len(set(categories)) != len(categories) or not isinstance(value["provenance"], str):
        return False
    if not isinstance(jwe, str) or _JWE.fullmatch(jwe) is None:
        return False
    header = sealed_header(jwe)
    said = [header.get(name) for name in ("typ", "categories", "provenance")]
    return said == [SEALED_TYP, categories, value["provenance"]]


def sealed_header(jwe: str) -> Mapping[str, Any]:
    """The protected header of a compact JWE as it reads; empty where there is no readable one. Nothing is verified."""
    encoded = jwe.partition(".")[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    except (ValueError, RecursionError):
        return {}
    return header if isinstance(header, dict) else {}


def read(data: Any, pointer: str) -> Any:
    """Find the value at a JSON Pointer.

    Raises:
        Malformed: it is no pointer, or there is nothing at it.
    """
    value = data
    for token in tokens(pointer):
        if isinstance(value, dict) and token in value:
            value = value[token]
        elif isinstance(value, list) and _INDEX.fullmatch(token) and int(token) < len(value):
            value = value[int(token)]
        else:
            raise Malformed("no-such-place", pointer=pointer)
    return value


def without(data: Any, pointers: Collection[str]) -> Pruned:
    """Remove fields, and every container that became empty by it. Arrays keep their order and close their gaps.

    `data` is not changed. Containers that were empty before are fields themselves and stay unless named.

    Raises:
        Malformed: a pointer names no field; a field that was to go must never stay because of a typing error.
    """
    present = [pointer for pointer, _ in fields_of(data)]
    if not pointers:
        return Pruned(data=data, moved=dict(zip(present, present, strict=True)))
    unknown = set(pointers) - set(present)
    if unknown:
        raise Malformed("no-such-leaf", pointer=min(unknown))
    gone = frozenset(pointers)
    kept = [pointer for pointer in present if pointer not in gone]
    pruned, _ = _prune(data, "", gone)
    return Pruned(data=pruned, moved=dict(zip(kept, (pointer for pointer, _ in fields_of(pruned)), strict=True)))


def source_at(pointer: str, sources: Mapping[str, str]) -> str:
    """Say where the value at `pointer` comes from: the longest pointer of `sources` at or above it decides.

    The empty pointer speaks for the whole document; where nothing speaks, the value comes from the person.
    """
    while True:
        if pointer in sources:
            return sources[pointer]
        if not pointer:
            return PERSON
        pointer = pointer.rpartition("/")[0]


def covers(prefix: str, pointer: str) -> bool:
    """Whether `pointer` is at or below `prefix`."""
    return pointer == prefix or pointer.startswith(prefix + "/")


def tokens(pointer: str) -> list[str]:
    """Split a JSON Pointer into its reference tokens (RFC 6901 section 4).

    Raises:
        Malformed: it is no pointer.
    """
    if not pointer:
        return []
    if not pointer.startswith("/") or re.search(r"~(?![01])", pointer):
        raise Malformed("no-pointer")
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer[1:].split("/")]


def _walk(value: Any, pointer: str, found: list[tuple[str, Any]]) -> None:
    for token, child in _children(value):
        place = f"{pointer}/{token}"
        if not isinstance(child, _CONTAINERS) or not child or is_sealed(child):
            found.append((place, child))
        else:
            _walk(child, place, found)


def _children(value: dict[str, Any] | list[Any]) -> Iterable[tuple[object, Any]]:
    if isinstance(value, list):
        return enumerate(value)
    # Hardly a name has to be escaped (RFC 6901 section 3), so all of them are asked at once.
    if "~" in (names := "".join(value)) or "/" in names:
        return [(name.replace("~", "~0").replace("/", "~1"), child) for name, child in value.items()]
    return value.items()


def _prune(value: Any, pointer: str, gone: frozenset[str]) -> tuple[Any, bool]:
    """Return the rest of `value` and whether anything of it stays."""
    if pointer in gone:
        return None, False
    if not isinstance(value, dict | list) or not value or is_sealed(value):
        return value, True
    rest = [_prune(child, f"{pointer}/{token}", gone) for token, child in _children(value)]
    if isinstance(value, list):
        items = [child for child, stays in rest if stays]
        return items, bool(items)
    members = {name: child for name, (child, stays) in zip(value, rest, strict=True) if stays}
    return members, bool(members)
