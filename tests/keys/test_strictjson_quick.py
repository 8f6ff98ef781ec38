"""The compiled way reads and writes nothing else than the strict one, and nothing that the strict one refuses."""

import base64
import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from pathlib import Path
from uuid import UUID

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

import schemas
from keys import strictjson
from keys.errors import Malformed
from keys.strictjson import DEPTH, canonical, dumps, loads

FILE = Path(__file__).parents[1] / "vectors" / "json-parsing" / "cases.json"
CASES = {name: base64.b64decode(raw) for name, raw in json.loads(FILE.read_text()).items()}
# Half a pair, a sign beyond the basic plane and one that only UTF-16 sorts behind it, controls, quotes.
SIGNS = st.sampled_from('\ud800\udc00\U0001f600\ufb33\uffff\ue000\0\x1f\x7f\u2028é"\\/\n:,{}[]a0') | st.characters()
TEXTS = st.text(SIGNS, max_size=5)
NUMBERS = (
    st.integers()
    | st.floats()
    | st.sampled_from([2**53, -(2**53), 2**53 - 1, 2**63, 2**64, 10**30, -0.0, 1.0, 1e16, 1e21, 1e22, 1e-7, 5e-324])
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.tuples(inner) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


class Colour(StrEnum):
    RED = "red"


class Count(Enum):
    ONE = 1


@dataclass
class Thing:
    a: int = 1


class Texts(list):
    pass


FOREIGN = [
    float("nan"),
    float("inf"),
    float("-inf"),
    Colour.RED,
    Count.ONE,
    Thing(),
    datetime(2026, 3, 1, tzinfo=UTC),
    UUID(int=1),
    Decimal("1.5"),
    OrderedDict(a=1.0),
    Texts([1.0]),
    b"x",
    {1, 2},
    "\ud800",
    2**64,
]
PLACES = {
    "alone": lambda one: one,
    "in an array": lambda one: [0, one],
    "in a tuple": lambda one: (one,),
    "as a member": lambda one: {"a": "null", "b": one},
    "deep": lambda one: {"a": [[{"b": [one]}]]},
    "as a name": lambda one: {one: 1} if one.__hash__ else {"a": one},
}


def strictly(raw: bytes, depth: int = DEPTH) -> str:
    """What the strict reader says, types included: `1`, `1.0` and `True` are three values."""
    try:
        return repr(strictjson._read_strictly(raw, depth))
    except (ValueError, RecursionError, Malformed):
        return "refused"


def read(raw: bytes, depth: int = DEPTH) -> str:
    try:
        return repr(loads(raw, depth=depth))
    except Malformed:
        return "refused"


def quickly(raw: bytes, depth: int = DEPTH) -> str:
    value = strictjson._read_quickly(raw, depth)
    return "" if value is strictjson._NOT_READ else repr(value)


def written(write, value: object) -> bytes:
    try:
        return write(value)
    except (ValueError, TypeError, RecursionError, Malformed):
        return b"refused"


def one_way(value: object) -> bytes:
    return strictjson._ENCODER.encode(value).encode()


@pytest.mark.parametrize("name", sorted(CASES))
def test_what_is_read_quickly_of_the_published_cases_is_read_strictly_as_the_same(name):
    raw = CASES[name]
    assert quickly(raw) in ("", strictly(raw))
    assert read(raw) == strictly(raw)


def test_a_good_part_of_the_published_cases_is_read_quickly_and_no_invalid_one():
    quick = {name for name, raw in CASES.items() if quickly(raw)}
    assert len(quick) > 20
    assert not [name for name in quick if name.startswith("n_")]


WRITERS = {
    "as we write": dumps,
    "as others write": lambda value: json.dumps(value, allow_nan=True).encode("utf-8", "surrogatepass"),
    "in few bytes": lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(),
}


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS.keys())
@given(value=VALUES, depth=st.integers(1, 5))
def test_any_document_is_read_as_the_strict_reader_reads_it(write, value, depth):
    raw = written(write, value)
    assert quickly(raw, depth) in ("", strictly(raw, depth))
    assert read(raw, depth) == strictly(raw, depth)


@given(st.binary(max_size=40) | st.text(SIGNS, max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b'{"a":1,"a":1}')
@example(b'{"a":1,"\\u0061":1}')
@example(b'[":",{"a" :1,"a":2}]')
@example(b"1.0")
@example(b"1e2")
@example(b"-0")
@example(b"9007199254740992")
@example(b"18446744073709551616")
@example(b"[NaN]")
@example(b"Infinity")
@example(b'"\\ud800"')
@example(b"\xef\xbb\xbf1")
def test_any_bytes_are_read_as_the_strict_reader_reads_them(raw):
    assert quickly(raw) in ("", strictly(raw))
    assert read(raw) == strictly(raw)


@given(VALUES)
@example({"\U0001f600": 1, "\ufb33": 2})
def test_any_value_has_one_canonical_form_and_one_written_form(value):
    assert written(canonical, value) == written(rfc8785.dumps, value)
    assert written(dumps, value) == written(one_way, value)


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("foreign", FOREIGN, ids=lambda one: f"{type(one).__name__} {one!r}"[:30])
def test_what_is_no_value_of_json_is_written_by_neither_or_by_both_alike(place, foreign):
    value = place(foreign)
    assert written(canonical, value) == written(rfc8785.dumps, value)
    assert written(dumps, value) == written(one_way, value)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
@pytest.mark.parametrize("frame", ["%s", "[%s]", '{"a":%s}', '{"a":null,"b":[%s]}'])
def test_what_is_no_number_is_neither_read_nor_written_as_nothing(number, frame):
    raw = (frame % number).encode()
    assert read(raw) == "refused"
    value = json.loads(raw)
    assert written(dumps, value) == written(canonical, value) == b"refused"


def test_the_documents_we_write_and_read_take_the_quick_way():
    for name in schemas.names():
        document = schemas.example(name)
        assert strictjson._written_quickly(document, 0), name
        assert strictjson._written_quickly(document, strictjson._CANONICAL), name
        assert quickly(dumps(document)), name
