"""The command line says each thing in one language: what its source shows is in words, and of two languages one."""

import ast
from pathlib import Path

import pytest

from exchange import cli

SLASH = " / "
SOURCES = sorted(Path(cli.__file__).parent.rglob("*.py"))
HELP = frozenset({"help", "epilog"})
"""What `--help` shows is written in both languages, one after the other."""


def strings(tree):
    """Texts with a slash between languages, but for docstrings and help."""
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.Constant) and isinstance(each.value, str) and SLASH in each.value:
                    helps = isinstance(node, ast.keyword) and node.arg in HELP
                    if not helps and not (isinstance(node, ast.Expr) and name == "value") and each.value != SLASH:
                        yield node, each


def helping(tree):
    """Every node below the help of an option, an argument or a group."""
    keywords = [one for one in ast.walk(tree) if isinstance(one, ast.keyword) and one.arg in HELP]
    options = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "_option"]
    return {id(each) for one in (*keywords, *options) for each in ast.walk(one)}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_text_says_a_thing_in_both_languages(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    excused = helping(tree)
    assert [each.value for node, each in strings(tree) if id(node) not in excused] == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_whatever_is_shown_is_shown_in_words_too(path):
    calls = [
        one
        for one in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "show"
    ]
    assert [ast.unparse(one) for one in calls if not in_words(one)] == []


def in_words(call):
    given = {one.arg: one.value for one in call.keywords}
    json_only = isinstance(given.get("as_json"), ast.Constant) and given["as_json"].value is True
    return "text" in given or json_only
