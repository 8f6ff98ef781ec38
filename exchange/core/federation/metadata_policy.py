"""Metadata policy (OpenID Federation 1.1 section 6.1): what an anchor sets, and asks of a participant's metadata.

There is one policy in a chain, the anchor's, so nothing is merged. Four of the standard's operators are taken, in this
order; every other one refuses the chain, `add`, `default` and `superset_of` too, and is never left aside.

| operator | its value | the parameter is absent | present | becomes |
|---|---|---|---|---|
| `value` | text, number, true or false, an array of these | set | replaced | the value |
| `value` | null | stays absent | removed | absent |
| `one_of` | an array of texts, `[]` too | nothing | a text that is listed | what it was; else refused |
| `subset_of` | an array of texts, `[]` too | nothing | an array of texts | what is in both, `[]` too |
| `essential` | true | refused | anything, `[]` too | what it was |
| `essential` | false | nothing | anything | what it was |

In pairs; what the table does not name, and any three where two do not go together, refuses the policy:

| | `one_of` | `subset_of` | `essential` |
|---|---|---|---|
| `value` | the value is listed; never null | the values are all listed; never null | never null with true |
| `one_of` | | never | always |
| `subset_of` | | | always: true asks that it is present, `[]` is |

A parameter of another kind than the operator takes is refused, null always. `scope` is an array that is written as one
text (RFC 7591): it is taken apart first and put together again. A policy on an entity type that a participant has not
asks nothing of it. An empty policy, type or parameter is refused.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from exchange.core.federation.errors import MetadataPolicyInvalid, MetadataRefused
from exchange.core.federation.statement import Metadata

_SCOPE = "scope"
_ABSENT: Final = object()
_PAIR_NEVER = frozenset({"one_of", "subset_of"})


def under_policy(metadata: Metadata, *, policy: Mapping[str, Any]) -> Metadata:
    """What becomes of metadata under a policy.

    Raises:
        MetadataPolicyInvalid: the policy is not one that is taken here, whomever it concerns.
        MetadataRefused: the metadata do not keep to it.
    """
    rules = _members(policy, pointer="/metadata_policy")
    for kind, parameters in rules.items():
        for name, operators in _members(parameters, pointer=f"/metadata_policy/{kind}").items():
            _check_operators(name, operators, pointer=f"/metadata_policy/{kind}/{name}")
    return {kind: _applied(kind, said, rules.get(kind, {})) for kind, said in metadata.items()}


def _applied(kind: str, said: Mapping[str, Any], rules: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    becomes = dict(said)
    for name, operators in rules.items():
        value = _apart(name, becomes.pop(name, _ABSENT))
        for operator in _ORDER:
            if operator in operators:
                value = _ORDER[operator](value, _apart(name, operators[operator]), f"/metadata/{kind}/{name}")
        if value is not _ABSENT:
            becomes[name] = " ".join(value) if name == _SCOPE and isinstance(value, list) else value
    return becomes


def _value(_: Any, operand: Any, __: str) -> Any:
    return _ABSENT if operand is None else operand


def _one_of(value: Any, operand: Any, pointer: str) -> Any:
    if value is not _ABSENT and value not in operand:
        raise MetadataRefused("one_of", pointer=pointer)
    return value


def _subset_of(value: Any, operand: Any, pointer: str) -> Any:
    if value is _ABSENT:
        return value
    if not _is_texts(value):
        raise MetadataRefused("subset_of", pointer=pointer)
    return [one for one in dict.fromkeys(value) if one in operand]


def _essential(value: Any, operand: Any, pointer: str) -> Any:
    if operand and (value is _ABSENT or value is None):
        raise MetadataRefused("essential", pointer=pointer)
    return value


_ORDER: Mapping[str, Callable[[Any, Any, str], Any]] = {
    "value": _value,
    "one_of": _one_of,
    "subset_of": _subset_of,
    "essential": _essential,
}


def _check_operators(name: str, operators: object, *, pointer: str) -> None:
    known = _members(operators, pointer=pointer)
    for operator, operand in known.items():
        takes = _TAKES.get(operator)
        if takes is None or not takes(_apart(name, operand)):
            raise MetadataPolicyInvalid(operator, pointer=f"{pointer}/{operator}")
    if known.keys() >= _PAIR_NEVER or not _go_together(name, known):
        raise MetadataPolicyInvalid("combination", pointer=pointer)


def _go_together(name: str, known: Mapping[str, Any]) -> bool:
    if "value" not in known:
        return True
    value = _apart(name, known["value"])
    if value is None:
        return known.keys() <= {"value", "essential"} and not known.get("essential", False)
    if "one_of" in known:
        return isinstance(value, str) and value in known["one_of"]
    return "subset_of" not in known or (_is_texts(value) and set(value) <= set(_apart(name, known["subset_of"])))


def _is_value(operand: object) -> bool:
    if isinstance(operand, list):
        return all(_is_scalar(one) for one in operand)
    return operand is None or _is_scalar(operand)


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int | float | bool)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


_TAKES: Mapping[str, Callable[[object], bool]] = {
    "value": _is_value,
    "one_of": _is_texts,
    "subset_of": _is_texts,
    "essential": lambda operand: isinstance(operand, bool),
}


def _apart(name: str, value: Any) -> Any:
    return value.split() if name == _SCOPE and isinstance(value, str) else value


def _members(value: object, *, pointer: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not value:
        raise MetadataPolicyInvalid("empty", pointer=pointer)
    return value
