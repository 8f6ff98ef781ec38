"""The published schemas, read as JSON, and the leaves they annotate, [2.6]."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from .strict import Json

SCHEMAS: dict[str, Json] = {}
for _file in (Path(__file__).parents[3] / "schemas").rglob("*.json"):
    if (_schema := json.loads(_file.read_bytes())).get("$id"):
        SCHEMAS[_schema["$id"]] = _schema
REGISTRY: Registry[Any] = Registry().with_resources(
    [(name, DRAFT202012.create_resource(one)) for name, one in SCHEMAS.items()]
)


def merge(target: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


def fits(data: object, *, schema: str, profile: Json) -> bool:
    bundled = SCHEMAS.get(schema)
    if bundled is None:
        return False
    both = (bundled, merge(copy.deepcopy(bundled), profile))
    return all(Draft202012Validator(one, registry=REGISTRY).is_valid(data) for one in both)


@dataclass(frozen=True)
class Leaf:
    """A leaf of data as the schema annotates it."""

    pointer: str
    value: Any
    categories: list[str]
    sources: list[str]
    sealed: bool = False


def leaves(
    value: Any, schema: Json, *, home: Json, at: str = "", above: tuple[str, list[str]] = ("", [])
) -> Iterator[Leaf]:
    nodes = list(spread(schema, home))
    said = {name: one[name] for one, _ in reversed(nodes) for name in ("x-category", "x-source") if name in one}
    here = (said.get("x-category", above[0]), said.get("x-source", above[1]))
    if any(one.get("x-sealed") for one, _ in nodes):
        yield Leaf(at, value, value["categories"], here[1], sealed=True)
    elif isinstance(value, dict) and value:
        for name, child in value.items():
            node, base = next(
                ((one["properties"][name], base) for one, base in nodes if name in one.get("properties", {}))
            )
            place = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
            yield from leaves(child, node, home=base, at=place, above=here)
    elif isinstance(value, list) and value:
        node, base = next((one["items"], base) for one, base in nodes if "items" in one)
        for index, child in enumerate(value):
            yield from leaves(child, node, home=base, at=f"{at}/{index}", above=here)
    else:
        yield Leaf(at, value, [here[0]], here[1])


def spread(schema: Json, home: Json) -> Iterator[tuple[Json, Json]]:
    yield schema, home
    if "$ref" in schema:
        name, _, place = schema["$ref"].partition("#")
        base = SCHEMAS[name] if name else home
        found: Any = base
        for part in place.split("/")[1:]:
            found = found[part]
        yield from spread(found, base)
    for part in schema.get("allOf", ()):
        yield from spread(part, home)
