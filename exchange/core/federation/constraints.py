"""Constraints (OpenID Federation 1.1 section 6.2): whom an anchor lets in by the name, and as what.

| constraint | here |
|---|---|
| `max_path_length` | every number from 0 holds: nobody ever stands between an anchor and the subject (`chain`) |
| `naming_constraints` | `excluded` before `permitted`; `.example.com` is each host below, never `example.com` itself |
| | an address in place of a name: refused wherever names are constrained (RFC 5280 section 4.2.1.10) |
| `allowed_entity_types` | other types are taken off before the policy; `federation_entity` always stays |
| any other | refused; the standard leaves it aside, and then nobody could rely on one |
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from exchange.core.federation.errors import ConstraintBroken
from exchange.core.federation.statement import FEDERATION, Metadata

_KNOWN = frozenset({"max_path_length", "naming_constraints", "allowed_entity_types"})
_LISTS = frozenset({"permitted", "excluded"})
_NAME = re.compile(r"\.?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*", re.ASCII)
_ADDRESS = re.compile(r"\[.*\]|.*\.?[0-9]+", re.ASCII)


def constrained(metadata: Metadata, *, sub: str, constraints: Mapping[str, Any]) -> Metadata:
    """What is left of a subject's metadata under an anchor's constraints.

    Raises:
        ConstraintBroken: they do not let the subject in, or are none that are known here.
    """
    unknown = sorted(constraints.keys() - _KNOWN)
    if unknown:
        raise ConstraintBroken(unknown[0], pointer="/constraints")
    length = constraints.get("max_path_length", 0)
    if isinstance(length, bool) or not isinstance(length, int) or length < 0:
        raise ConstraintBroken("max_path_length", pointer="/constraints/max_path_length")
    if "naming_constraints" in constraints:
        _check_name(_host(sub), constraints["naming_constraints"])
    if "allowed_entity_types" not in constraints:
        return metadata
    allowed = _texts(constraints["allowed_entity_types"], name="allowed_entity_types")
    if FEDERATION in allowed:
        raise ConstraintBroken("allowed_entity_types", pointer="/constraints/allowed_entity_types")
    return {kind: said for kind, said in metadata.items() if kind == FEDERATION or kind in allowed}


def _check_name(host: str, names: object) -> None:
    if not isinstance(names, Mapping) or not names or names.keys() - _LISTS:
        raise ConstraintBroken("naming_constraints", pointer="/constraints/naming_constraints")
    lists = {which: [_name(one) for one in _texts(listed, name=which)] for which, listed in names.items()}
    if _ADDRESS.fullmatch(host):
        raise ConstraintBroken("address", pointer="/sub")
    if any(_matches(host, one) for one in lists.get("excluded", ())):
        raise ConstraintBroken("excluded", pointer="/sub")
    if "permitted" in lists and not any(_matches(host, one) for one in lists["permitted"]):
        raise ConstraintBroken("permitted", pointer="/sub")


def _matches(host: str, name: str) -> bool:
    # No host begins with a dot: what ends with one and more is below it, never the domain itself.
    return host.endswith(name) if name.startswith(".") else host == name


def _name(text: str) -> str:
    lowered = text.lower()
    if not _NAME.fullmatch(lowered):
        raise ConstraintBroken("naming_constraints", pointer="/constraints/naming_constraints")
    return lowered


def _host(entity: str) -> str:
    host = entity.partition("://")[2]
    return host if host.endswith("]") else re.sub(r":[0-9]+$", "", host)


def _texts(value: object, *, name: str) -> Sequence[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ConstraintBroken(name, pointer="/constraints")
    return value
