"""Rulebook of this program: the rows of `schemas/rules/` held against the functions of the core, once."""

import json
from functools import cache

import schemas
from exchange.core.compliance.catalogue import FUNCTIONS
from exchange.core.compliance.rule import Rulebook, RuleFile, RulesInvalid, read_rulebook
from keys.encoding import digest
from keys.strictjson import canonical


@cache
def rulebook() -> Rulebook:
    """Read it. Whoever builds a hub asks for it first, so that one that does not hold together judges nothing.

    Raises:
        RulesInvalid: naming file and line.
    """
    try:
        found = schemas.rules()
    except json.JSONDecodeError as error:
        raise RulesInvalid(f"line {error.lineno}", pointer=f":{error.lineno}") from error
    sources = [RuleFile(name, text, said["rules"]) for name, (text, said) in found.items()]
    whole = {name: said for name, (_, said) in found.items()}
    return read_rulebook(sources, functions=FUNCTIONS, sha256=digest(canonical(whole)))
