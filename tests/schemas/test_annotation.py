import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import schemas
from exchange.core.consent.field import fields_of
from schemas.annotation import annotate
from schemas.nodes import Node
from schemas.places import Place
from schemas.spots import Spot
from schemas.validation import validate
from tests.schemas.annotation_oracle import says
from tests.schemas.mutants import mutants

SERVICE = "addiction-counselling"
DATA = schemas.example(SERVICE)["data"]
# The protected header says `{"typ":"rx-sealed+jwe"}`; the rest is only shaped like ciphertext.
SEALED = {"categories": ["health.diagnosis", "health.mental"], "provenance": "person"}
SEALED |= {"jwe": "eyJ0eXAiOiJyeC1zZWFsZWQrandlIn0.a.b.c.d"}


def by_pointer(service, data, profile=None):
    return {one.pointer: one for one in annotate(service, data, profile=profile)}


@pytest.mark.parametrize("service", schemas.services())
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_leaf_of_valid_data_is_annotated_once_and_in_order(service, data):
    document = data.draw(mutants(schemas.example(service)["data"]))
    if validate(service, document):
        return
    annotated = annotate(service, document)
    assert [one.pointer for one in annotated] == [pointer for pointer, _ in fields_of(document)]
    assert all(one.category in schemas.codes()["categories"] for one in annotated)


def said(service, data, profile):
    try:
        found = annotate(service, data, profile=profile)
    except schemas.Unannotated:
        return None
    return [(one.pointer, one.categories, one.sensitive, one.sources, one.required, one.sealed) for one in found]


PROFILES = [None, {"required": ["referral", "person", "contact", "note"]}, {"properties": {"note": False}}]


@pytest.mark.parametrize("service", ["psychotherapy", "application-support", SERVICE])
@settings(max_examples=60, deadline=None)
@given(data=st.data(), profile=st.sampled_from(PROFILES))
def test_annotations_are_what_looking_every_place_up_again_says(service, data, profile):
    document = data.draw(mutants(schemas.example(service)["data"] | {"sealed": [SEALED]}))
    assert said(service, document, profile) == says(service, document, profile)


def test_what_a_condition_adds_is_kept_apart_from_what_holds_without_it():
    schema = {
        "properties": {"kind": {}},
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"properties": {"x": {"x-category": "housing"}}},
        "else": {"properties": {"x": {"x-category": "education"}}},
    }
    place = Place([Node(schema, schema)], above=None, required=True)
    found = [place.meaning({"kind": kind}).named("x").meaning(1).category for kind in ("a", "b", "a")]
    assert found == ["housing", "education", "housing"]


CONDITION = {
    "if": {"properties": {"kind": {"const": "a"}}},
    "then": {"properties": {"x": {"x-category": "housing"}}},
    "else": {"properties": {"x": {"x-category": "education"}}},
    "properties": {"kind": {}},
}


def spot_at(schema, value):
    place = Place([Node(schema, schema)], above=None, required=True)
    return Spot(place.meaning(value), "", required=True)


def test_what_a_condition_adds_below_is_asked_of_each_value():
    whole = spot_at({"properties": {"one": CONDITION, "many": {"items": CONDITION}}}, {})
    for find in (lambda value: whole.named("one", value), lambda value: whole.named("many", []).item(0, value)):
        found = [find({"kind": kind}).named("x", 1).field.category for kind in ("a", "b", "a")]
        assert found == ["housing", "education", "housing"]


def test_of_a_long_array_the_first_places_are_kept_and_all_are_right():
    whole = spot_at({"items": {"x-category": "housing"}}, [])
    assert [whole.item(index, 1).field.pointer for index in (0, 63, 64, 10_000)] == ["/0", "/63", "/64", "/10000"]
    assert whole.item(63, 1) is whole.item(63, 2)
    assert whole.item(64, 1) is not whole.item(64, 1)


def test_one_place_has_one_annotation_and_tells_a_value_from_an_object():
    before = annotate(SERVICE, DATA)
    with pytest.raises(schemas.Unannotated):
        annotate(SERVICE, DATA | {"note": {"text": "…"}})
    assert all(one is other for one, other in zip(before, annotate(SERVICE, DATA), strict=True))


def test_the_nearest_category_counts_through_references():
    found = by_pointer(SERVICE, DATA)
    assert found["/contact/rules/no_letter"].category == "person.contact"
    assert found["/addiction/topics/0"].category == "health.addiction"
    assert found["/note"].categories == ("free.text",)


def test_special_categories_are_marked_and_their_sources_limited():
    topic = by_pointer(SERVICE, DATA)["/addiction/topics/0"]
    assert topic.sensitive
    assert topic.sources == {"person", "professional"}
    assert not by_pointer(SERVICE, DATA)["/person/given_name"].sensitive


def test_required_means_that_the_value_and_all_it_lies_in_are_required():
    found = by_pointer(SERVICE, DATA)
    assert found["/referral/reason"].required
    assert not found["/person/salutation"].required
    # `topics` is required within `addiction`, but `addiction` itself is not.
    assert not found["/addiction/topics/0"].required


def test_a_profile_makes_more_required():
    profile = {
        "required": ["referral", "person", "contact", "addiction"],
        "properties": {"contact": {"required": ["phone"]}},
    }
    found = by_pointer(SERVICE, DATA, profile=profile)
    assert found["/addiction/topics/0"].required
    assert found["/contact/phone"].required
    assert not by_pointer(SERVICE, DATA)["/contact/phone"].required


def test_entries_of_a_required_list_are_required():
    data = schemas.example("medical-clarification")["data"]
    assert by_pointer("medical-clarification", data)["/questions/0"].required


def test_a_member_of_an_entry_is_required_only_if_its_own_object_says_so():
    data = schemas.example("application-support")["data"]
    found = by_pointer(
        "application-support", data, profile={"required": ["referral", "person", "contact", "employment_history"]}
    )
    assert found["/employment_history/jobs/1/occupation"].required
    assert not found["/employment_history/jobs/1/from_year"].required


def test_a_sealed_part_is_one_leaf_with_every_category_it_declares():
    data = schemas.example("psychotherapy")["data"] | {"sealed": [SEALED]}
    assert validate("psychotherapy", data) == ()
    sealed = by_pointer("psychotherapy", data)["/sealed/0"]
    assert (sealed.sealed, sealed.sensitive, sealed.required) == (True, True, False)
    assert sealed.categories == ("health.diagnosis", "health.mental")
    assert sealed.category == "health.diagnosis"


def test_an_empty_container_is_a_leaf():
    data = DATA | {"communication": {"access": []}, "household": {}}
    assert validate(SERVICE, data) == ()
    found = by_pointer(SERVICE, data)
    assert found["/communication/access"].category == "person.communication"
    assert found["/household"].category == "household"


def test_empty_data_have_no_leaf():
    assert annotate("feedback", {}) == ()


def test_what_the_schema_does_not_know_has_no_category():
    with pytest.raises(schemas.Unannotated):
        annotate(SERVICE, DATA | {"extra": 1})


def test_a_document_that_is_never_sent_as_data_has_no_categories():
    with pytest.raises(schemas.Unannotated):
        annotate("staff", schemas.example("staff"))


@pytest.mark.parametrize("name", ["appointment", "attendance", "progress", "outcome", "workcapacity", "recommendation"])
def test_each_part_of_feedback_is_of_its_own_category(name):
    part = {name: schemas.example("feedback")[name]}
    assert {one.category for one in annotate("feedback", part)} == {f"fb.{name}"}


def test_content_is_named_as_what_it_is_so_that_it_can_be_refused():
    assert [one.category for one in annotate("feedback", {"content": "…"})] == ["fb.content"]
