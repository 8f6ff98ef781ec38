"""The rooms of the house: contexts, sizes, names and adapters, as CONTRIBUTING says. Each test names its rule."""

import ast
import tomllib
from collections import defaultdict

from tests.house.test_house import PACKAGES, ROOT, edges, name_of, sources, tree

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = PROJECT["tool"]["importlinter"]["contracts"]
ENTRY_POINTS = PROJECT["project"]["entry-points"]["geleit.adapters"]
CONTEXTS = ("core", "flows")
MOST = {"core": 15, "flows": 15, "storage": 15, "edge": 15, "api": 15, "web": 15, "queries": 15, "reports": 15}
MOST_ELSEWHERE = 25
OURS = (*PACKAGES, "tests")
NO_ADAPTERS = {"outbound", "conformance"}
"""Folders of `adapters` that are no way out: what every adapter may use, and what holds one to the contract."""


def modules(folder):
    return [one for one in folder.glob("*.py") if one.stem != "__init__"]


def folders(*inside):
    """Every folder with modules of ours, the steps of the schema apart."""
    found = {one.parent for one in sources() if one.is_relative_to(ROOT.joinpath(*inside))}
    return sorted(one for one in found if "migrations" not in one.parts)


def adapters():
    return sorted(one for one in (ROOT / "adapters").iterdir() if (one / "__init__.py").exists())


def called(module, room):
    return module == room or module.startswith(room + ".")


def test_every_context_is_named_in_a_contract():
    for layer in CONTEXTS:
        (rows,) = [one["layers"] for one in CONTRACTS if one.get("containers") == [f"exchange.{layer}"]]
        named = {name.strip() for row in rows for name in row.split("|")}
        there = {
            one.stem
            for one in (ROOT / "exchange" / layer).iterdir()
            if one.suffix == ".py" or (one / "__init__.py").exists()
        }
        assert there - {"__init__", "__pycache__"} == named


def test_no_folder_is_too_full_to_look_through():
    full = {name_of(one): len(modules(one)) for one in folders("exchange")}
    over = {name: size for name, size in full.items() if size > MOST.get((name + ".").split(".")[1], MOST_ELSEWHERE)}
    assert over == {}


def test_a_folder_has_more_than_one_thing_in_it():
    rooms = [one for one in folders("exchange") if len(one.relative_to(ROOT).parts) > 2]
    least = {name_of(one): 2 if one.parent.name in CONTEXTS else 3 for one in rooms}
    assert {name_of(one): len(modules(one)) for one in rooms if len(modules(one)) < least[name_of(one)]} == {}


def test_inside_a_layer_no_two_classes_bear_one_name():
    homes = defaultdict(set)
    for path in sources():
        layer = ".".join(name_of(path).split(".")[:2])
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and layer.startswith("exchange."):
                homes[layer, node.name].add(name_of(path))
    assert {name: sorted(where) for name, where in homes.items() if len(where) > 1} == {}


def test_the_hub_names_no_adapter():
    allowed = ("adapters.contract", "adapters.outbound")
    named = [(a, b) for a, b in edges() if a.startswith("exchange") and called(b, "adapters")]
    assert [(a, b) for a, b in named if not any(called(b, one) for one in allowed)] == []


def test_an_adapter_knows_the_contract_the_way_out_keys_and_itself():
    for folder in adapters():
        own = f"adapters.{folder.name}"
        allowed = ("adapters.contract", "adapters.outbound", "keys", own)
        ours = [(a, b) for a, b in edges() if called(a, own) and b.split(".")[0] in OURS]
        assert [(a, b) for a, b in ours if not any(called(b, one) for one in allowed)] == []


def test_the_way_out_and_the_contract_know_no_adapter():
    below = {"adapters.contract": (), "adapters.outbound": ("adapters.outbound", "keys")}
    for room, allowed in below.items():
        ours = [(a, b) for a, b in edges() if called(a, room) and b.split(".")[0] in OURS]
        assert [(a, b) for a, b in ours if not any(called(b, one) for one in allowed)] == []


def test_an_adapter_is_a_folder_with_one_entry_point():
    assert {one.stem for one in modules(ROOT / "adapters")} == {"contract"}
    homes = sorted(entry.partition(":")[0].split(".")[1] for entry in ENTRY_POINTS.values())
    assert homes == sorted(one.name for one in adapters() if one.name not in NO_ADAPTERS)
