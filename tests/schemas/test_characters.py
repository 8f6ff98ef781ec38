"""No text of any schema holds a control character: every text field of every schema is asked."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import schemas
from schemas.characters import LINE, hidden_anywhere, hidden_places
from schemas.files import by_id
from schemas.registry import load
from schemas.walk import walk

HIDDEN = ["\0", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\ufeff", "\ud800"]
LINES = ["\t", "\n", "\r"]


def text_fields(name):
    """Where a document of a schema may hold a text: the steps to it, and the longest it may be."""
    for stop in walk(load(name)):
        if stop.path and "string" in stop.types:
            steps = stop.path.removeprefix("/").split("/")
            yield tuple(_steps(steps)), stop.longest


def _steps(words):
    words = iter(words)
    for word in words:
        yield {"properties": lambda: next(words), "items": lambda: 0, "additionalProperties": lambda: "inner"}[word]()


def document(steps, text):
    """A document that holds nothing but the text at its place."""
    for step in reversed(steps):
        text = [text] if step == 0 else {step: text}
    return text


FIELDS = [
    pytest.param(name, steps, longest, id=f"{name}:{'/'.join(map(str, steps))}")
    for name in schemas.names()
    for steps, longest in text_fields(name)
]


def test_there_are_fields_to_ask():
    assert len(FIELDS) > 500
    assert {one.values[0] for one in FIELDS} >= {"refer", "consent", "event", "partner", "staff", *schemas.services()}
    assert all(document_ for document_ in by_id())


@pytest.mark.parametrize(("name", "steps", "longest"), FIELDS)
def test_a_control_character_is_found_wherever_it_stands(name, steps, longest):
    for character in [*HIDDEN, *(LINES if 0 < longest <= LINE else [])]:
        problems = schemas.validate(name, document(steps, f"ab{character}cd"))
        assert any(one.rule == "characters" for one in problems), (name, steps, character)
        assert character not in "".join(f"{one.pointer}{one.message_de}{one.message_en}" for one in problems)


def test_a_long_text_may_have_lines():
    long = [(name, steps) for name, steps, longest in (one.values for one in FIELDS) if longest > LINE]
    assert long
    for name, steps in long:
        rules = {one.rule for one in schemas.validate(name, document(steps, "eins\n\tzwei\r\ndrei"))}
        assert "characters" not in rules, (name, steps)


def test_names_of_members_are_texts_too():
    (one,) = [one for one in schemas.validate("staff", {"na\0me": 1}) if one.rule == "characters"]
    assert one.pointer == "/*"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, st.sampled_from(HIDDEN))
def test_in_any_document_it_is_found_and_in_none_it_is_made_up(value, character):
    found = list(hidden_places(value))
    assert bool(found) <= hidden_anywhere(value)
    assert list(hidden_places([value, {"a": f"x{character}"}]))[-1:] or found
    assert "/1/a" in set(hidden_places([value, {"a": f"x{character}"}]))


def test_a_text_is_one_line_up_to_the_length_that_the_specification_names():
    said = (Path(schemas.__file__).parent / "SPEC.md").read_text(encoding="utf-8")
    assert f"where the schema allows more than {LINE} characters" in said
