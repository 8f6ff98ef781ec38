import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.errors import Malformed
from keys.strictjson import canonical, dumps, loads

INTEGERS = st.integers(min_value=-(2**53 - 1), max_value=2**53 - 1)
SCALARS = (
    st.none()
    | st.booleans()
    | INTEGERS
    | st.floats(allow_nan=False, allow_infinity=False, min_value=1 - 2**53, max_value=2**53 - 1)
    | st.text()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=9
)

REFUSED = {
    "duplicate member": b'{"a":1,"a":2}',
    "duplicate member, escaped": b'{"a":1,"\\u0061":2}',
    "duplicate member, deep": b'[{"x":{"a":1,"a":1}}]',
    "not a number": b"[NaN]",
    "infinity": b"[Infinity]",
    "minus infinity": b"[-Infinity]",
    "overflow": b"[1e999]",
    "long digits": b"1" * 5000,
    "long fraction": b"0." + b"1" * 5000,
    "integer": b"9007199254740992",
    "negative integer": b"-9007199254740992",
    "lone surrogate": b'"\\ud800"',
    "lone surrogate as a name": b'{"\\uDC00":1}',
    "raw surrogate": b'"\xed\xa0\x80"',
    "not UTF-8": b'"\xff"',
    "byte order mark": b"\xef\xbb\xbf1",
    "UTF-16": '"a"'.encode("utf-16"),
    "trailing value": b"1 2",
    "trailing comma": b"[1,]",
    "nothing": b"",
    "raw control character": b'"\n"',
    "single quotes": b"{'a':1}",
    "too deep": b"[" * 17 + b"]" * 17,
    "too deep, mixed": b'{"a":[' * 9 + b"]}" * 9,
    "bottomless": b"[" * 200_000,
    "bottomless objects": b'{"a":' * 200_000,
}


@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED.keys())
def test_what_two_readers_could_understand_differently_is_refused(raw):
    with pytest.raises(Malformed):
        loads(raw)


def test_sixteen_levels_and_the_largest_integers_are_read():
    assert loads("[" * 16 + "]" * 16)
    assert loads(b"[9007199254740991,-9007199254740991]") == [2**53 - 1, -(2**53 - 1)]


@pytest.mark.parametrize("inner", [b"1", b"{}", b"[]", b'{"a":1}', b'[1,{"b":""}]'])
@pytest.mark.parametrize("depth", [1, 2, 3, 16])
def test_levels_are_counted_through_objects_and_arrays_alike(inner, depth):
    levels = 1 + inner.count(b"{") + inner.count(b"[")
    raw = inner
    for outer in (b'{"x":%b,"y":1}', b"[0,%b]"):
        raw = outer % raw
        levels += 1
        accepted = levels - 1 <= depth
        try:
            loads(raw, depth=depth)
        except Malformed:
            accepted = not accepted
        assert accepted


def test_what_runs_in_a_circle_cannot_be_written():
    circle = {}
    circle["again"] = [circle]
    with pytest.raises(Malformed):
        dumps(circle)


def test_a_smaller_depth_can_be_asked_for():
    with pytest.raises(Malformed):
        loads(b"[[1]]", depth=1)


def test_a_surrogate_pair_is_one_character():
    assert loads(b'"\\ud83d\\ude00"') == "\N{GRINNING FACE}"


def test_text_with_half_a_pair_is_refused():
    with pytest.raises(Malformed):
        loads('"\ud800"')


@given(VALUES)
def test_what_is_written_is_read_back(value):
    assert loads(dumps(value)) == value


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_any_input_is_read_or_refused(raw):
    try:
        value = loads(raw)
    except Malformed:
        return
    assert value == json.loads(raw)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {1, 2}, b"x"])
def test_what_json_cannot_say_is_not_written(value):
    for write in (dumps, canonical):
        with pytest.raises(Malformed):
            write(value)


def test_the_canonical_form_sorts_members_by_utf16_and_shortens_numbers():
    assert canonical({"b": 1.0, "a": "é", "\U0001f600": 2, "\ufb33": 3}).decode() == (
        '{"a":"é","b":1,"\U0001f600":2,"\ufb33":3}'
    )


def test_a_bottomless_value_is_not_written():
    value = []
    for _ in range(100_000):
        value = [value]
    for write in (dumps, canonical):
        with pytest.raises(Malformed):
            write(value)
