"""Validation: whether a document is well formed. Whether it is allowed is decided elsewhere, and later."""

from typing import Any

from schemas.characters import RULE, hidden_anywhere, hidden_places
from schemas.files import Schema
from schemas.problem import Problem, problem, problems
from schemas.profile import compiled_profile
from schemas.registry import Compiled, compiled


def validate(name: str, document: Any, *, profile: Schema | None = None) -> tuple[Problem, ...]:
    """Find what is wrong with a document, by schema and by profile; empty means it is well formed.

    The document is what a strict JSON parser returns. With a profile it must satisfy both schemas.

    Raises:
        UnknownSchema: there is no schema of this name.
        BrokenProfile: the profile does more than narrow.
    """
    asked = [compiled(name), *([compiled_profile(name, profile)] if profile else [])]
    if not hidden_anywhere(document):
        return problems(
            error for one in asked if not _accepts(one, document) for error in one.strict.iter_errors(document)
        )
    # Where there may be a character that is not allowed, each text is asked whether it may have lines.
    found = problems(error for one in asked for error in one.lines.iter_errors(document))
    hidden = {problem(place, RULE) for place in hidden_places(document)}
    named = {one.pointer for one in found if one.rule == RULE}
    return (*found, *sorted((one for one in hidden if one.pointer not in named), key=lambda one: one.pointer))


def _accepts(one: Compiled, document: Any) -> bool:
    try:
        return one.quick.is_valid(document)
    except ValueError:
        # What the quick validator cannot even read, the normative one judges.
        return False
