"""Canaries (P14): what the tests' invented persons are called, can be reached at and say of themselves.

All of the suite's output is read for them: every record of our own loggers, the operational log made of it, every URL
and response header that a test's HTTP client met, and at the end every file `*.log` that a process of ours wrote. A
test that lets one out fails, or, for what processes wrote, the last test of its worker does.
"""

import json
import logging
from functools import cache
from pathlib import Path

import pytest

import schemas
from exchange.observe.log import OURS, AllowList

DEMO = Path(__file__).resolve().parents[2] / "exchange" / "demo" / "cases"
PERSONAL = {"given_name", "family_name", "birth_name", "birth_date", "phone", "mobile", "email", "street", "reference",
            "name", "reason", "aim", "note"}  # fmt: skip
SHORTEST = 5
LISTENED = {**dict.fromkeys(OURS, logging.DEBUG), "httpx": logging.INFO, "httpcore": logging.DEBUG}


@cache
def canaries():
    """Everything that must not come out, each word once."""
    documents = [schemas.example(name) for name in (*schemas.services(), "consent", "refer")]
    documents += [json.loads(path.read_text(encoding="utf-8")) for path in sorted(DEMO.glob("*.json"))]
    words = {word for document in documents for word in _personal(document)}
    words |= {word.removesuffix(" (erfunden)") for word in words}
    # A word that holds another one is found by it.
    return tuple(word for word in words if not any(other in word for other in words - {word}))


def found_in(text):
    """The canaries in a text. So many plain searches are a hundred times faster than one pattern of them all."""
    return [word for word in canaries() if word in text]


def _personal(node, name=""):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _personal(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from _personal(value, name)
    elif isinstance(node, str) and name in PERSONAL and len(node) >= SHORTEST:
        yield node


class Watch(logging.Handler):
    """Reads every record that comes by. `hits` says where a canary was seen, and which."""

    def __init__(self) -> None:
        super().__init__()
        self.hits, self._line = [], AllowList()

    def emit(self, record) -> None:
        for text in (record.getMessage(), self._line.format(record), repr(_extras(record))):
            self.read(text, where=record.name)

    def read(self, text, *, where) -> None:
        self.hits += [f"{where}: {word!r}" for word in found_in(text)]

    def taken(self):
        hits, self.hits = self.hits, []
        return hits


_USUAL = set(vars(logging.makeLogRecord({})))


def _extras(record):
    return {name: value for name, value in vars(record).items() if name not in _USUAL and name != "message"}


WATCH = Watch()


@pytest.fixture(scope="session", autouse=True)
def no_canary_in_what_processes_write(tmp_path_factory):
    """Set up before all others of a worker, torn down after them: by then every process has ended."""
    for name, level in LISTENED.items():
        logging.getLogger(name).setLevel(level)
    logging.getLogger().addHandler(WATCH)
    yield
    for file in tmp_path_factory.getbasetemp().rglob("*.log"):
        WATCH.read(file.read_text(encoding="utf-8", errors="replace"), where=file.name)
    hits = WATCH.taken()
    assert hits == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    yield
    hits = WATCH.taken()
    if hits:
        pytest.fail(f"{item.name} let out what is a person's: {hits}", pytrace=False)
