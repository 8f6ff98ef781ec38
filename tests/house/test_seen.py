"""Nobody is shown a case unless a line says who looked: queries take a `Seen`, and access control alone makes one."""

import ast
import inspect
import pkgutil
from importlib import import_module
from typing import get_type_hints

import pytest

import exchange.queries
from exchange.core.staff.seen import Seen, SeenList, SeenPerson
from tests.house.test_house import ROOT, name_of, sources, tree

MAKER = "exchange.flows.staff.access"
MAKERS = {"Seen": MAKER, "SeenPerson": "exchange.flows.person.look", "SeenList": "exchange.flows.casework.today"}
ABOUT_A_CASE = {"referral", "referral_id", "consent", "consent_id", "person", "person_id", "seen"}


def names(node):
    """What a call calls, by its last name; what `import … as` hides is refused below."""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


@pytest.mark.parametrize("kind", MAKERS)
def test_access_control_alone_makes_one(kind):
    calls = [(name_of(p), node) for p in sources() for node in ast.walk(tree(p)) if isinstance(node, ast.Call)]
    makers = [(module, node) for module, node in calls if names(node) == kind]
    assert {module for module, _ in makers} == {MAKERS[kind]}
    assert len(makers) == 1


def test_nobody_gives_it_another_name_or_changes_one():
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.alias) and node.name in MAKERS:
                assert node.asname is None, path
    replacing = [
        (name_of(p), ast.unparse(node))
        for p in sources()
        for node in ast.walk(tree(p))
        if isinstance(node, ast.Call) and names(node) == "replace" and node.args and "seen" in ast.unparse(node.args[0])
    ]
    assert replacing == []


@pytest.mark.parametrize("kind", MAKERS)
def test_it_is_made_in_the_transaction_that_writes_the_line(kind):
    (path,) = [p for p in sources() if name_of(p) == MAKERS[kind]]
    for block in (node for node in ast.walk(tree(path)) if isinstance(node, ast.With)):
        called = [names(node) for node in ast.walk(block) if isinstance(node, ast.Call)]
        if kind in called:
            assert called.index("append_entry") < len(called)
            assert "shared" in ast.unparse(block.items[0])
            return
    raise AssertionError(path.relative_to(ROOT))


def queries():
    for one in pkgutil.walk_packages(exchange.queries.__path__, "exchange.queries."):
        module = import_module(one.name)
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == one.name and not name.startswith("_"):
                yield f"{one.name}.{name}", function


def test_a_query_of_a_case_takes_one_or_is_of_the_partner_that_asks():
    asked = [(name, get_type_hints(function)) for name, function in queries()]
    opening = [
        (name, hints) for name, hints in asked if "hub" in hints and ABOUT_A_CASE & set(hints) and "client" not in hints
    ]
    assert [name for name, _ in opening] == [
        "exchange.queries.addressee.addressee", "exchange.queries.files.files_of", "exchange.queries.files.opened_file",
        "exchange.queries.ledger.ledger_of", "exchange.queries.letters.letter_rows", "exchange.queries.referrals.view",
        "exchange.queries.today.today",
    ]  # fmt: skip
    assert [name for name, hints in opening if not {Seen, SeenList, SeenPerson} & set(hints.values())] == []
