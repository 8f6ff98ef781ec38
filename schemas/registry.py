"""Schema registry: two compiled forms of each; `jsonschema` decides, `jsonschema_rs` answers the common case quickly.

Everything is compiled once, from the bundled files alone; nothing is ever fetched.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from schemas.characters import LINE, RULE, hidden_in_line
from schemas.errors import UnknownSchema
from schemas.files import PREFIX, Schema, by_id
from schemas.formats import FORMATS, checker
from schemas.lint import references, require_valid
from schemas.nodes import Node
from schemas.portable import matches


@dataclass(frozen=True, slots=True)
class Compiled:
    """One schema, ready to be asked. `strict` is normative; `quick` may only ever say the same.

    `lines` says besides where a text of one line has an end of line or a control character.
    """

    schema: Schema
    strict: Validator
    lines: Validator
    quick: jsonschema_rs.Validator


def _properties(
    validator: Draft202012Validator, described: Schema, instance: object, _: Schema
) -> Iterator[ValidationError]:
    # As in the library, but a property whose schema is `false` is named in the error's path.
    values = instance if isinstance(instance, dict) else {}
    for name in described.keys() & values.keys():
        if described[name] is False:
            yield ValidationError("false", validator="false", path=(name,))
        else:
            yield from validator.descend(values[name], described[name], path=name, schema_path=name)


def _pattern(_: Validator, pattern: str, instance: object, __: Schema) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not matches(pattern, instance):
        yield ValidationError("pattern")


_Strict: type[Validator] = extend(Draft202012Validator, {"pattern": _pattern, "properties": _properties})  # type: ignore[no-untyped-call]


def _max_length(validator: Validator, limit: int, instance: object, _: Schema) -> Iterator[ValidationError]:
    yield from Draft202012Validator.VALIDATORS["maxLength"](validator, limit, instance, _)
    if isinstance(instance, str) and limit <= LINE and hidden_in_line(instance):
        yield ValidationError(RULE, validator=RULE)


_Lines: type[Validator] = extend(_Strict, {"maxLength": _max_length})  # type: ignore[no-untyped-call]


def load(name: str) -> Schema:
    """Give a bundled schema by its name or its whole `$id`; a section's name is `section-NAME`.

    Raises:
        UnknownSchema: there is none of this name.
        BrokenSchema: a bundled schema breaks the rules.
    """
    document = by_id().get(name if name.startswith(PREFIX) else f"{PREFIX}{name}:1")
    if document is None:
        raise UnknownSchema
    _check_once(document["$id"])
    return document


@cache
def compiled(name: str) -> Compiled:
    """Give a bundled schema in its compiled form.

    Raises:
        UnknownSchema: there is none of this name.
    """
    return compile_schema(load(name))


def compile_schema(schema: Schema) -> Compiled:
    """Compile a schema whose references lead into the bundle."""
    strict, lines = (
        kind(_plain(schema), registry=_references(), format_checker=checker()) for kind in (_Strict, _Lines)
    )
    quick = jsonschema_rs.validator_for(
        dict(schema),
        registry=_quick_references(),
        formats=dict(FORMATS),
        validate_formats=True,
        ignore_unknown_formats=False,
        offline=True,
    )
    return Compiled(schema, strict, lines, quick)


def evaluate(node: Node, value: Any) -> bool:
    """Say whether a value is valid against a subschema."""
    scope = {"$id": node.home["$id"]} if "$id" in node.home else {}
    return bool(_Strict(scope | _plain(node.schema), registry=_references(), format_checker=checker()).is_valid(value))


@cache
def _check_once(identifier: str) -> None:
    document = by_id()[identifier]
    require_valid(document)
    for reference in references(document):
        _check_once(reference)


def _plain(schema: Schema) -> dict[str, Any]:
    # Where a subschema names its `$schema` the library goes on with its own class for it, and our keywords are lost.
    return {word: value for word, value in schema.items() if word != "$schema"}


@cache
def _references() -> Registry[Any]:
    resources = [(key, DRAFT202012.create_resource(_plain(document))) for key, document in by_id().items()]
    return Registry[Any]().with_resources(resources).crawl()


@cache
def _quick_references() -> jsonschema_rs.Registry:
    return jsonschema_rs.Registry([(key, dict(document)) for key, document in by_id().items()])
