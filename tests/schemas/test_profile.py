import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import schemas
from schemas.annotation import annotate
from schemas.profile import compiled_profile, merge, merged, profile_narrows, sha256_of_profile
from schemas.registry import compiled, load
from schemas.validation import validate
from tests.schemas.mutants import mutants

SERVICE = "addiction-counselling"
DATA = schemas.example(SERVICE)["data"]
BASE = ["referral", "person", "contact"]
NARROWS = {
    "required": st.lists(st.sampled_from(["note", "plan", "addiction"]), unique=True).map(lambda more: BASE + more),
    "title": st.just("Unser Bogen"),
}
WORDS = ["type", "enum", "required", "maxLength", "minLength", "maxItems", "pattern", "format", "properties", "items"]
WORDS += ["unevaluatedProperties", "x-category", "x-source", "$ref", "allOf", "not", "minItems", "const"]
VALUES = [None, True, False, 0, 5, 2000, -1, "object", "x", "^a$", "date", [], ["reason"], ["alcohol"], {}, "free.text"]


@st.composite
def patches(draw, depth=3):
    """A merge patch made of what profiles say, and of what they must not."""
    words = draw(st.lists(st.sampled_from(WORDS), max_size=2, unique=True))
    patch = {word: draw(st.sampled_from(VALUES)) for word in words}
    if depth:
        names = st.sampled_from(["contact", "phone", "addiction", "topics", "note", "plan", "step", "reason", "extra"])
        inner = st.one_of(st.just(value=False), patches(depth - 1))
        patch["properties"] = draw(st.dictionaries(names, inner, max_size=3))
    return patch


def rules(patch, name=SERVICE):
    return [(one.path, one.rule) for one in profile_narrows(name, patch)]


@pytest.mark.parametrize(
    "patch",
    [
        {},
        {"required": [*BASE, "addiction"]},
        {"properties": {"note": False}},
        {"properties": {"note": {"maxLength": 200, "pattern": "^[a-z ]+$"}}},
        {"properties": {"contact": {"required": ["phone"], "properties": {"email": False}}}},
        {"properties": {"addiction": {"properties": {"topics": {"items": {"enum": ["alcohol"]}, "maxItems": 1}}}}},
        {"title": "Unser Bogen", "x-title-en": "Our form"},
    ],
)
def test_a_profile_may_narrow_and_require(patch):
    assert rules(patch) == []
    compiled_profile(SERVICE, patch)


@pytest.mark.parametrize(
    ("patch", "path"),
    [
        ({"required": ["referral"]}, "/required"),
        ({"required": None}, "/required"),
        ({"required": [*BASE, "shoe_size"]}, "/required"),
        ({"unevaluatedProperties": True}, "/unevaluatedProperties"),
        ({"unevaluatedProperties": None}, "/unevaluatedProperties"),
        ({"$id": "urn:geleit:schema:other:1"}, "/$id"),
        ({"allOf": []}, "/allOf"),
        ({"properties": {"note": {"x-category": "referral.core"}}}, "/properties/note/x-category"),
        ({"properties": {"note": {"maxLength": 1001}}}, "/properties/note/maxLength"),
        ({"properties": {"note": {"maxLength": None}}}, "/properties/note/maxLength"),
        ({"properties": {"note": {"maxLength": True}}}, "/properties/note/maxLength"),
        ({"properties": {"note": {"minLength": 0}}}, "/properties/note/minLength"),
        ({"properties": {"note": {"type": "object"}}}, "/properties/note/type"),
        ({"properties": {"note": {"$ref": "urn:geleit:schema:section-plan:1"}}}, "/properties/note/$ref"),
        ({"properties": {"note": {"pattern": "a.*"}}}, "/properties/note/pattern"),
        ({"properties": {"note": {"format": "unheard-of"}}}, "/properties/note/format"),
        ({"properties": {"addiction": {"x-sensitive": False}}}, "/properties/addiction/x-sensitive"),
        ({"properties": {"addiction": {"properties": {"wish": {"enum": ["reduce", "more"]}}}}},
         "/properties/addiction/properties/wish/enum"),
        ({"properties": {"note": {"enum": ["a"]}}}, "/properties/note/enum"),
    ],
)  # fmt: skip
def test_every_attempt_to_widen_is_found(patch, path):
    assert rules(patch) == [(path, "profile-widens")]
    with pytest.raises(schemas.BrokenProfile):
        merged(SERVICE, patch)


@pytest.mark.parametrize("value", [{"type": "string"}, False, {}])
def test_a_property_the_schema_does_not_have_cannot_be_added(value):
    assert rules({"properties": {"shoe_size": value}}) == [("/properties/shoe_size", "profile-unknown-property")]
    deep = {"properties": {"person": {"properties": {"religion": value}}}}
    assert rules(deep) == [("/properties/person/properties/religion", "profile-unknown-property")]


@pytest.mark.parametrize("value", [True, None, "", [], 0])
def test_a_property_is_refused_with_false_and_with_nothing_else(value):
    assert rules({"properties": {"note": value}}) == [("/properties/note", "profile-form")]


def test_what_the_schema_requires_cannot_be_refused():
    assert rules({"properties": {"person": False}}) == [("/properties/person", "profile-refuses-required")]


@pytest.mark.parametrize("patch", [None, [], "x", 7, {"properties": []}])
def test_what_is_no_patch_is_found(patch):
    assert [rule for _, rule in rules(patch)] == ["profile-form"]


def test_an_endless_patch_is_cut_off():
    patch = {}
    for _ in range(2000):
        patch = {"properties": {"contact": patch}}
    assert rules(patch) == [("/properties/contact/properties/contact", "profile-unknown-property")]


@settings(max_examples=80, deadline=None)
@given(patch=patches())
def test_whatever_is_called_narrowing_compiles_and_changes_no_annotation(patch):
    if profile_narrows(SERVICE, patch):
        return
    compiled_profile(SERVICE, patch)
    said = {one.pointer: (one.categories, one.sensitive, one.sources) for one in annotate(SERVICE, DATA, profile=patch)}
    assert said == {one.pointer: (one.categories, one.sensitive, one.sources) for one in annotate(SERVICE, DATA)}


@settings(max_examples=80, deadline=None)
@given(patch=patches(), document=mutants(DATA))
def test_what_a_profile_accepts_the_schema_accepts_even_without_the_second_check(patch, document):
    if profile_narrows(SERVICE, patch):
        return
    if compiled_profile(SERVICE, patch).strict.is_valid(document):
        assert compiled(SERVICE).strict.is_valid(document)


@settings(max_examples=80, deadline=None)
@given(patch=patches(), document=mutants(DATA))
def test_both_validators_read_profiles_alike(patch, document):
    if profile_narrows(SERVICE, patch):
        return
    one = compiled_profile(SERVICE, patch)
    assert one.quick.is_valid(document) == one.strict.is_valid(document)


def test_data_must_satisfy_schema_and_profile():
    refused = validate(SERVICE, DATA, profile={"properties": {"note": False}})
    assert [(one.pointer, one.rule) for one in refused] == [("/note", "false")]
    assert validate(SERVICE, DATA, profile={"required": [*BASE, "note"]}) == ()


def test_a_widening_profile_is_never_used():
    with pytest.raises(schemas.BrokenProfile):
        validate(SERVICE, DATA, profile={"unevaluatedProperties": True})
    with pytest.raises(schemas.BrokenProfile):
        annotate(SERVICE, DATA, profile={"properties": {"note": {"x-category": "referral.core"}}})


def test_a_pattern_that_would_replace_another_is_found():
    assert rules({"properties": {"code": {"pattern": "^a$"}}}, "problem") == [
        ("/properties/code/pattern", "profile-widens")
    ]


def test_the_patched_schema_does_not_pass_for_the_bundled_one():
    assert "$id" not in merged(SERVICE, {"title": "Unser Bogen"})


def test_a_profile_does_not_change_the_bundled_schema():
    before = load(SERVICE)["properties"]["note"].copy()
    merged(SERVICE, {"properties": {"note": {"maxLength": 5}}})
    assert load(SERVICE)["properties"]["note"] == before


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_merging_is_that_of_rfc_7396_appendix_a(target, patch, result):
    assert merge(target, patch) == result


def test_the_digest_is_over_the_canonical_form():
    expected = base64.urlsafe_b64encode(hashlib.sha256(b'{"a":1,"b":2}').digest()).decode().rstrip("=")
    assert sha256_of_profile({"b": 2, "a": 1}) == expected == sha256_of_profile({"a": 1, "b": 2})


def test_what_has_no_canonical_form_has_no_digest():
    with pytest.raises(schemas.BrokenProfile):
        sha256_of_profile({"maxLength": 2**60})
