"""JSON Merge Patch (RFC 7396) as a profile: a partner's, on a bundled schema; it may narrow and require, never widen.

Two guards, each enough alone: an instance is always validated against the bundled schema as well as the patched one,
and what a patch may say at all is a short list, read here against the schema it patches.
"""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import rfc8785

from schemas.errors import BrokenProfile
from schemas.files import Schema, by_id
from schemas.finding import Finding, found
from schemas.formats import FORMATS
from schemas.nodes import Node, items, pointer, properties, spread
from schemas.portable import is_portable
from schemas.registry import Compiled, compile_schema, load

_ENCODER = json.JSONEncoder(sort_keys=True, allow_nan=False)
_TEXTS = frozenset({"title", "description", "x-title-en", "x-description-en"})
_CEILINGS = frozenset({"maxLength", "maxItems", "maximum", "maxProperties"})
_FLOORS = frozenset({"minLength", "minItems", "minimum", "minProperties"})
_MAX_TEXT = 1000
_MAX_DEPTH = 12
_MAX_NUMBER = 1_000_000


def profile_narrows(name: str, patch: Any) -> tuple[Finding, ...]:
    """Find everything in a profile that would widen the schema, or is no profile at all. Empty means it narrows.

    Raises:
        UnknownSchema: there is no schema of this name.
    """
    schema = load(name)
    return tuple(_narrow(patch, schema, _everywhere([Node(schema, schema)]), ""))


def merged(name: str, patch: Schema) -> Schema:
    """Apply a profile to its schema.

    Raises:
        UnknownSchema: there is no schema of this name.
        BrokenProfile: the profile does more than narrow.
    """
    return ready(name, canonical(patch)).schema


def compiled_profile(name: str, patch: Schema) -> Compiled:
    """Give the patched schema in its compiled form, as `merged` and with the same errors."""
    return ready(name, canonical(patch))


def sha256_of_profile(patch: Schema) -> str:
    """The base64url SHA-256 over the canonical form (RFC 8785) of a profile; the empty profile is `{}`.

    Raises:
        BrokenProfile: it has no canonical form.
    """
    return urlsafe_b64encode(hashlib.sha256(canonical(patch)).digest()).decode().rstrip("=")


def merge(target: Any, patch: Any) -> Any:
    """Apply a JSON Merge Patch (RFC 7396 section 2) and return the result; neither argument changes."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result


def canonical(patch: Schema) -> bytes:
    """Write a profile in its one canonical form (RFC 8785).

    Raises:
        BrokenProfile: it has none.
    """
    try:
        return _canonical(_ENCODER.encode(dict(patch)))
    except (rfc8785.CanonicalizationError, RecursionError, TypeError, ValueError) as error:
        raise BrokenProfile from error


# A profile is asked for with every document that is checked against it, and seldom changes.
@lru_cache(maxsize=256)
def _canonical(text: str) -> bytes:
    return rfc8785.dumps(json.loads(text))


@lru_cache(maxsize=256)
def ready(name: str, canonical: bytes) -> Compiled:
    """`compiled_profile` for a profile in its canonical form.

    Raises:
        BrokenProfile: it does more than narrow; the first finding's place and rule say where.
    """
    patch = json.loads(canonical)
    for finding in profile_narrows(name, patch):
        raise BrokenProfile(finding.path, finding.rule)
    # The patched schema is another schema: under the bundled one's `$id` it would answer for it.
    return compile_schema({key: value for key, value in merge(load(name), patch).items() if key != "$id"})


def _everywhere(nodes: Sequence[Node]) -> tuple[Node, ...]:
    return tuple(every for node in nodes for every in spread(node, known=by_id()))


def _narrow(patch: Any, direct: Schema, nodes: tuple[Node, ...], path: str) -> Iterator[Finding]:
    """Compare one place. `direct` is the subschema the patch writes into; `nodes` all that applies there."""
    if not isinstance(patch, Mapping) or path.count("/") > _MAX_DEPTH:
        yield found(path, "profile-form")
        return
    for word, value in patch.items():
        place = pointer(path, word)
        if word == "properties":
            yield from _narrow_properties(value, direct, nodes, place)
        elif word == "items":
            yield from _narrow_items(value, direct, nodes, place)
        elif word not in _RULES or value is None or not _RULES[word](word, value, direct, nodes):
            yield found(place, "profile-widens")


def _narrow_properties(patch: Any, direct: Schema, nodes: tuple[Node, ...], path: str) -> Iterator[Finding]:
    if not isinstance(patch, Mapping):
        yield found(path, "profile-form")
        return
    required = {name for node in nodes for name in node.schema.get("required", ())}
    for name, value in patch.items():
        place = pointer(path, name)
        described = [properties(node)[name] for node in nodes if name in properties(node)]
        if not described:
            yield found(place, "profile-unknown-property")
        elif value is False and name in required:
            yield found(place, "profile-refuses-required")
        elif value is not False:
            inner = direct.get("properties", {}).get(name, {})
            yield from _narrow(value, inner, _everywhere(described), place)


def _narrow_items(patch: Any, direct: Schema, nodes: tuple[Node, ...], path: str) -> Iterator[Finding]:
    described = [each for node in nodes for each in items(node)]
    if not described:
        yield found(path, "profile-widens")
        return
    yield from _narrow(patch, direct.get("items", {}), _everywhere(described), path)


def _said(word: str, nodes: tuple[Node, ...]) -> list[Any]:
    return [node.schema[word] for node in nodes if word in node.schema]


def _is_text(_: str, value: Any, __: Schema, ___: tuple[Node, ...]) -> bool:
    return isinstance(value, str) and len(value) <= _MAX_TEXT


def _is_lower(word: str, value: Any, _: Schema, nodes: tuple[Node, ...]) -> bool:
    return _is_count(value) and all(value <= limit for limit in _said(word, nodes))


def _is_higher(word: str, value: Any, _: Schema, nodes: tuple[Node, ...]) -> bool:
    return _is_count(value) and all(value >= limit for limit in _said(word, nodes))


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= _MAX_NUMBER


def _requires_more(_: str, value: Any, direct: Schema, nodes: tuple[Node, ...]) -> bool:
    names = {name for node in nodes for name in properties(node)}
    return _is_list_of_texts(value) and set(direct.get("required", ())) <= set(value) <= names


def _lists_fewer(_: str, value: Any, __: Schema, nodes: tuple[Node, ...]) -> bool:
    lists = _said("enum", nodes)
    return bool(lists) and _is_list_of_texts(value) and all(set(value) <= set(one) for one in lists)


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


def _is_first_pattern(_: str, value: Any, direct: Schema, __: tuple[Node, ...]) -> bool:
    # A pattern that stands beside a reference adds to its pattern; one that replaces another cannot be compared.
    return "pattern" not in direct and is_portable(value)


def _is_first_format(_: str, value: Any, direct: Schema, __: tuple[Node, ...]) -> bool:
    return "format" not in direct and isinstance(value, str) and value in FORMATS


_RULES: dict[str, Callable[[str, Any, Schema, tuple[Node, ...]], bool]] = {
    **dict.fromkeys(_TEXTS, _is_text),
    **dict.fromkeys(_CEILINGS, _is_lower),
    **dict.fromkeys(_FLOORS, _is_higher),
    "required": _requires_more,
    "enum": _lists_fewer,
    "pattern": _is_first_pattern,
    "format": _is_first_format,
}
"""What a profile may say about a value, and when that only narrows."""
