from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.consent.field import (
    LONGEST_KEPT,
    Field,
    Origins,
    covers,
    field_of,
    fields_of,
    is_sealed,
    read,
    source_at,
    without,
)
from exchange.core.errors import Malformed
from tests.support.consented import JWE, documents, sealed


def test_scalars_empty_containers_and_sealed_parts_are_leaves():
    data = {"a": [1, {}], "b": {"c/d": None, "e~f": []}, "s": sealed("health.diagnosis")}
    assert [pointer for pointer, _ in fields_of(data)] == ["/a/0", "/a/1", "/b/c~1d", "/b/e~0f", "/s"]


@pytest.mark.parametrize("data", [{}, [], 5, "x", None])
def test_a_document_that_holds_nothing_has_no_leaf(data):
    assert list(fields_of(data)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"jwe": "Sie trinkt seit Jahren"},
        {"jwe": "eyJhbGciOiJub25lIn0.a.b.c.d"},
        {"jwe": JWE + ".x"},
        {"jwe": None},
        {"jwe": "W10.a.b.c.d"},
        {"jwe": "____.a.b.c.d"},
        {"categories": []},
        {"categories": "health.diagnosis"},
        {"categories": "ab"},
        {"categories": [1]},
        {"categories": ["safety", "safety"]},
        {"categories": ["prior.services"]},
        {"provenance": "jobcenter"},
        {"provenance": 1},
        {"more": 1},
    ],
)
def test_readable_text_is_never_taken_for_a_sealed_part(change):
    assert is_sealed(sealed("health.diagnosis"))
    assert not is_sealed(sealed("health.diagnosis") | change)


@given(documents)
def test_every_leaf_can_be_read_at_its_pointer(data):
    assert all(read(data, pointer) is value for pointer, value in fields_of(data))


@pytest.mark.parametrize("pointer", ["a", "/a/01", "/a/-", "/a/2", "/~2", "/a/0/b", "/x", "/a/²", "/a/-1"])
def test_a_pointer_to_nothing_is_refused(pointer):
    with pytest.raises(Malformed):
        read({"a": [1, 2]}, pointer)


@pytest.mark.parametrize(
    ("data", "pointer"), [({"": 1}, "a"), ({"~2": 1}, "/~2"), ({"a": "xy"}, "/a/0"), ({"a~": 1}, "/a~")]
)
def test_a_pointer_is_read_exactly(data, pointer):
    with pytest.raises(Malformed):
        read(data, pointer)


def test_the_empty_pointer_is_the_whole_document():
    assert read({"a": 1}, "") == {"a": 1}


def test_a_prefix_covers_itself_and_what_is_below_it():
    places = ("/a", "/a/b", "/ab", "/", "")
    assert [covers("/a", pointer) for pointer in places] == [True, True, False, False, False]


@given(documents, st.data())
def test_removing_leaves_removes_exactly_those(data, chance):
    before = dict(fields_of(data))
    gone = chance.draw(st.sets(st.sampled_from(sorted(before))) if before else st.just(set()))
    pruned = without(data, gone)
    after = dict(fields_of(pruned.data))
    assert set(pruned.moved) == set(before) - gone
    assert {pruned.moved[pointer]: before[pointer] for pointer in pruned.moved} == after


@given(documents)
def test_removing_everything_leaves_nothing(data):
    assert without(data, [pointer for pointer, _ in fields_of(data)]).data == {}


def test_a_container_that_became_empty_goes_and_one_that_was_empty_stays():
    pruned = without({"a": {"b": [1]}, "c": [], "d": [1, 2, 3]}, ["/a/b/0", "/d/1"])
    assert pruned.data == {"c": [], "d": [1, 3]}
    assert pruned.moved == {"/c": "/c", "/d/0": "/d/0", "/d/2": "/d/1"}


@pytest.mark.parametrize("pointer", ["/b", "/a", ""])
def test_what_is_to_go_must_be_a_leaf(pointer):
    with pytest.raises(Malformed):
        without({"a": {"x": 1}}, [pointer])


@pytest.mark.parametrize(
    ("pointer", "source"),
    [("/a/b/c", "jobcenter"), ("/a/bc", "professional:x"), ("/a", "professional:x"), ("/z", "person")],
)
def test_the_nearest_prefix_says_where_a_value_comes_from(pointer, source):
    assert source_at(pointer, {"/a": "professional:x", "/a/b": "jobcenter"}) == source


PREFIXES = st.sampled_from(["", "/a", "/a/b", "/a/b/c", "/ab", "/a/0", "attachment:1", "/"])


@given(st.dictionaries(PREFIXES, st.sampled_from(["jobcenter", "professional:x"])), st.lists(PREFIXES, min_size=1))
def test_many_places_come_from_where_each_comes_from_alone(sources, pointers):
    origins = Origins(sources)
    assert [origins[pointer] for pointer in pointers] == [source_at(pointer, sources) for pointer in pointers]


@pytest.mark.parametrize("long", ["jobcenter", "professional:https://" + "x" * LONGEST_KEPT])
def test_one_annotation_makes_a_leaf_for_each_source(long):
    said = Field(pointer="/a", categories=("housing",), required=True, sensitive=True, sources=frozenset({"person"}))
    made = [field_of(said, source) for source in ("person", long, "person")]
    assert [leaf.source for leaf in made] == ["person", long, "person"]
    assert made[0] == said == made[2]
    assert (field_of(said, long) is made[1]) == (len(long) <= LONGEST_KEPT)


def test_leaves_are_of_one_kind_only_if_everything_but_place_and_need_is_the_same():
    one = Field(pointer="/a", categories=("housing",))
    assert Field(pointer="/b", categories=("housing",), required=True).kind == one.kind
    changes = [{"categories": ("safety",)}, {"source": "x"}, {"sealed": True}, {"sensitive": True}]
    for change in [*changes, {"sources": frozenset({"person"})}]:
        assert replace(one, **change).kind != one.kind


def test_the_empty_pointer_speaks_for_the_whole_document():
    assert source_at("/a/b", {"": "jobcenter"}) == "jobcenter"
