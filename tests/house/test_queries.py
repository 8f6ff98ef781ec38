"""Queries read and never write, whoever calls them (CONTRIBUTING, layers and contexts)."""

import ast

from tests.house.test_house import ROOT, sources, tree

QUERIES = [one for one in sources() if one.is_relative_to(ROOT / "exchange" / "queries")]
WRITES = {"transaction", "shared"}


def test_queries_open_the_store_for_reading_only():
    opened = [(p.name, n.attr) for p in QUERIES for n in ast.walk(tree(p)) if isinstance(n, ast.Attribute)]
    assert [(name, attr) for name, attr in opened if attr in WRITES] == []


def test_there_are_queries_that_read():
    assert [p.name for p in QUERIES for n in ast.walk(tree(p)) if isinstance(n, ast.Attribute) and n.attr == "reading"]
