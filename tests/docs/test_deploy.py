"""Decisions, promises and the glossary keep their form, and name what is there."""

import ast
import hashlib
import re
import sys
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
DECISIONS, PROMISES, GLOSSARY = (
    (DEPLOY / name).read_text(encoding="utf-8") for name in ("DECISIONS.md", "PROMISES.md", "GLOSSARY.md")
)
DECISION = re.compile(r"^\*\*(\d+)\. .*?^- (\*.*?)$", re.MULTILINE | re.DOTALL)
STATUS = re.compile(
    r"\*(stands|replaced by (\d+))\*(?:, (?:narrowed|added to) by [\d, and]+)? · (\d{4}-\d\d-\d\d) · `.+`"
)
NUMBERED = {int(number): STATUS.fullmatch(last) for number, last in DECISION.findall(DECISIONS)}
WORDS = [
    [cell.strip() for cell in line.strip("|").split("|")] for line in GLOSSARY.splitlines() if line.startswith("| ")
]
WORDS = [cells for cells in WORDS if cells[0] != "German"]
SOURCES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for name in ("exchange", "keys", "schemas", "adapters")
    for path in (ROOT / name).rglob("*.py")
}


def test_every_decision_has_a_number_of_its_own():
    numbers = [int(number) for number in re.findall(r"^\*\*(\d+)\. ", DECISIONS, re.MULTILINE)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("number", sorted(NUMBERED))
def test_every_decision_has_a_status_a_day_and_files(number):
    status = NUMBERED[number]
    assert status
    assert date.fromisoformat(status[3])
    assert not status[2] or int(status[2]) > number


@pytest.mark.parametrize("text", re.findall(r"^\*\*\d+\. .*?\n\n", DECISIONS, re.MULTILINE | re.DOTALL))
def test_every_decision_says_what_it_costs_in_few_lines(text):
    assert "Cost: " in text
    assert len(text.strip().splitlines()) <= 6


def test_every_promise_has_one_proof_and_a_place_below():
    rows = re.findall(r"^\| (\d+) \| .+ \| `[^`]+` \|$", PROMISES, re.MULTILINE)
    below = re.findall(r"^\*\*(\d+)\. ", PROMISES, re.MULTILINE)
    assert rows == below == [str(number) for number in range(1, len(rows) + 1)]


def test_the_glossary_can_be_read_in_one_sitting():
    assert 60 <= len(WORDS) <= 100


@pytest.mark.parametrize("cells", WORDS, ids=lambda cells: cells[1])
def test_every_word_of_the_glossary_has_its_four_columns(cells):
    german, english, standard, ours = cells
    assert german
    assert english
    assert standard
    assert "`" in ours


@pytest.mark.parametrize("cells", WORDS, ids=lambda cells: cells[1])
def test_every_symbol_of_the_glossary_stands_in_a_file_beside_it(cells):
    codes = re.findall(r"`([^`]+)`", cells[3])
    text = "\n".join(source for path, source in SOURCES.items() if path.removeprefix("exchange/") in codes)
    symbols = [one for one in codes if one.isidentifier()]
    missing = [one for one in symbols if not re.search(rf"\b{one}\b", text)]
    assert missing == []


@pytest.mark.parametrize("document", sorted([*ROOT.glob("*.md"), *DEPLOY.glob("*.md")]), ids=lambda one: one.name)
def test_lines_of_prose_fit_on_a_screen(document):
    lines = document.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 150 and not line.startswith("| ")] == []


def test_the_digest_of_the_published_verifier_is_the_one_that_security_names():
    published = hashlib.sha256((DEPLOY / "verify.py").read_bytes()).hexdigest()
    assert f"`{published}`" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def imported_by(source):
    """Every module a file imports, wherever in it, and by whatever name it could load another."""
    tree = ast.parse(source)
    names = [each.name for one in ast.walk(tree) if isinstance(one, ast.Import) for each in one.names]
    names += ["." * one.level + (one.module or "") for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)]
    called = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
    return {name.partition(".")[0] or name for name in names} | (called & {"__import__", "eval", "exec", "compile"})


def test_the_published_verifier_needs_one_package_and_nothing_of_ours():
    imported = imported_by((DEPLOY / "verify.py").read_text(encoding="utf-8"))
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
    network = {"socket", "urllib", "http", "subprocess", "os", "ssl", "asyncio", "ctypes", "importlib", "runpy"}
    assert not imported & network


@pytest.mark.parametrize(
    "hidden", ["def f():\n    import exchange", "if 1: from keys import seal", "x = __import__('a')", "from . import a"]
)
def test_no_import_hides_in_a_function(hidden):
    assert imported_by(hidden) - set(sys.stdlib_module_names)
