"""Documents that are nearly right: a valid one, changed in a few places."""

import copy
from collections.abc import Iterator

from hypothesis import strategies as st

STRAYS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        [
            *("", "\n", "a\n", "de\n", "normal", "normal\n", "urgent", "2026-02-30", "2026-11-24", "2026-11-24\n"),
            *(
                "2026-11-24T10:00:00Z",
                "2026-11-24T10:00:60Z",
                "2026-11-24t10:00:00z",
                "٢٠٢٦-11-24",
                "10115",
                "１０１１５",
            ),
            *("x@y", "a@b.example", "person", "professional:https://a.example", "https://a.example/", "x" * 1001),
            *([], {}, [[]], [None], 1.0, 0.0, -0.0, 1e300, True, False, 0, 1),
        ]
    ),
    st.lists(st.sampled_from(["morning", "noon", "morning", 1, True, 1.0]), max_size=4),
    st.dictionaries(st.sampled_from(["phone", "email", "reason", "extra", ""]), st.text(max_size=3), max_size=3),
)


@st.composite
def mutants(draw, document):
    """A copy of a document with up to three places replaced, removed, added or doubled."""
    changed = copy.deepcopy(document)
    for _ in range(draw(st.integers(0, 3))):
        places = list(_places(changed))
        if not places:
            return copy.deepcopy(draw(STRAYS))
        holder, key = draw(st.sampled_from(places))
        _change(draw, holder, key)
    return changed


def _change(draw, holder, key) -> None:
    act = draw(st.sampled_from(["replace", "remove", "add", "double", "newline"]))
    if act == "remove":
        del holder[key]
    elif act == "newline" and isinstance(holder[key], str):
        holder[key] += "\n"
    elif act in {"replace", "newline"}:
        holder[key] = copy.deepcopy(draw(STRAYS))
    elif isinstance(holder, list):
        holder.insert(key, copy.deepcopy(holder[key]) if act == "double" else copy.deepcopy(draw(STRAYS)))
    else:
        holder[draw(st.sampled_from(["extra", "address", "phone", "note", "sealed", "power"]))] = copy.deepcopy(
            draw(STRAYS)
        )


def _places(value) -> Iterator[tuple]:
    inner = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    for key, below in inner:
        yield value, key
        yield from _places(below)
