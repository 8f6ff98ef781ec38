"""Every path that a document names is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "deploy").glob("*.md"),
        *(ROOT / "keys").glob("*.md"),
        *(ROOT / "schemas").glob("*.md"),
    ]
)
ENDINGS = (".py", ".json", ".md", ".toml", "/")
FOLDERS = {one.name for place in (ROOT, ROOT / "exchange") for one in place.iterdir() if one.is_dir()}
WRITTEN_BY_OPERATORS = {"geleit.toml", "partner.toml"}
TO_COME = {"exchange/queries/"}
"""Rooms that documents announce."""


def names(text):
    """What is written as code and looks like a path of the repository; commands, addresses and placeholders do not."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    codes = re.findall(r"`([\w.*-]+(?:/[\w.*-]+)*/?)`", prose)
    return {one for one in codes if one.endswith(ENDINGS) or ("/" in one and one.split("/")[0] in FOLDERS)}


def is_there(name, *, beside):
    found = [one for place in (ROOT, ROOT / "exchange", beside) for one in place.glob(name.rstrip("/"))]
    return any(one.is_dir() or not name.endswith("/") for one in found)


def missing(text, *, beside=ROOT):
    excused = WRITTEN_BY_OPERATORS | TO_COME
    return sorted(one for one in names(text) - excused if not is_there(one, beside=beside))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_every_path_of_a_document_exists(document):
    assert missing(document.read_text(encoding="utf-8"), beside=document.parent) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_every_link_of_a_document_leads_somewhere(document):
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    assert [one for one in links if not (document.parent / one).exists()] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "core/consent/nowhere.py",
        "flows/nowhere/",
        "core/errors/",
        "nowhere.json",
        "tests/nowhere",
        "deploy/*.txt",
        "adapters/nowhere/x.py",
    ],
)
def test_a_path_that_leads_nowhere_is_found(wrong):
    assert missing(f"It is decided in `{wrong}`, not in `core/consent/permits.py`.") == [wrong]


@pytest.mark.parametrize("other", ["application/json", "geleit approve", "/api/docs", "adapters/<name>/", "Hub.pulled"])
def test_what_is_no_path_is_not_asked_for(other):
    assert missing(f"Say `{other}`.") == []
