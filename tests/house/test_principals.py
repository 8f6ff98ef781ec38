"""Who acts is decided in one function: flows know `Authenticated`, and not in how many ways somebody comes to act."""

import ast
from typing import get_args

from exchange.flows.staff.authenticate import Authenticated, Principal
from tests.house.test_house import name_of, sources, tree

KINDS = {kind.__name__ for kind in get_args(Principal)}


def asked(node):
    """The kinds of principal that a piece of code tells apart."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"isinstance", "type"}:
        return {one.id for argument in node.args for one in ast.walk(argument) if isinstance(one, ast.Name)} & KINDS
    if isinstance(node, ast.MatchClass) and isinstance(node.cls, ast.Name):
        return {node.cls.id} & KINDS
    return set()


def test_one_function_alone_tells_the_kinds_of_principals_apart():
    functions = [(name_of(p), f) for p in sources() for f in ast.walk(tree(p)) if isinstance(f, ast.FunctionDef)]
    telling = {(module, f.name) for module, f in functions for node in ast.walk(f) if asked(node)}
    assert telling == {("exchange.flows.staff.authenticate", "authenticate")}


def test_that_function_knows_every_kind():
    (module,) = [p for p in sources() if name_of(p) == "exchange.flows.staff.authenticate"]
    told_apart = [asked(node) for node in ast.walk(tree(module)) if isinstance(node, ast.MatchClass)]
    assert set().union(*told_apart) == KINDS


def test_what_flows_are_given_does_not_say_how_somebody_came_to_act():
    assert set(Authenticated.__slots__) == {"staff", "stands"}
