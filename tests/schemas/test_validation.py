import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import schemas
from schemas.registry import compiled, load
from schemas.validation import validate
from tests.schemas.mutants import mutants

SERVICE = "addiction-counselling"
DATA = schemas.example(SERVICE)["data"]


def instance(name):
    filled = schemas.example(name)
    return filled["data"] if name in schemas.services() else filled


@pytest.mark.parametrize("name", schemas.names())
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_quick_validator_says_what_the_normative_one_says(name, data):
    document = data.draw(mutants(instance(name)))
    one = compiled(name)
    assert one.quick.is_valid(document) == one.strict.is_valid(document)


@settings(max_examples=60, deadline=None)
@given(document=mutants(DATA))
def test_no_problem_ever_shows_a_value(document):
    marked = json.loads(json.dumps(document).replace("Erika", "Zzgeheim"))
    marked["Zzgeheim"] = {"Zzgeheim": "Zzgeheim"}
    problems = validate(SERVICE, marked)
    assert problems
    assert "Zzgeheim" not in repr(problems)


def test_a_name_the_schema_does_not_know_is_not_shown_either():
    problems = validate("refer", schemas.example("refer") | {"sources": {"/Zzgeheim": "Zzgeheim"}})
    assert [(one.pointer, one.rule) for one in problems] == [("/sources/*", "pattern")]


def test_a_missing_value_is_named_where_it_belongs():
    contact = {"address": {"street": "Weg 1"}}
    problems = validate(SERVICE, {**DATA, "contact": contact})
    assert [(one.pointer, one.rule) for one in problems] == [("/contact/address/place", "required")]
    assert problems[0].message_de == "„Ort“: Diese Angabe fehlt."
    assert problems[0].message_en == "“Place”: This value is missing."


@pytest.mark.parametrize("person", [{"given_name": "Suharto"}, {"family_name": "Beispiel"}])
def test_one_name_is_enough(person):
    assert validate(SERVICE, {**DATA, "person": person}) == ()
    assert validate(SERVICE, {**DATA, "person": {"salutation": "neutral"}}) != ()


@pytest.mark.parametrize(
    "address",
    [
        {"postal_code": "SW1A 1AA", "place": "London", "country": "GB"}, {"place": "Dublin", "country": "IE"},
        {"street": "Weg 1", "postal_code": "1010", "place": "Wien", "country": "AT"},
        {"place": "Prishtina", "country": "XK"},
    ],
)  # fmt: skip
def test_people_live_in_every_country(address):
    assert validate(SERVICE, {**DATA, "contact": {"address": address}}) == ()


@pytest.mark.parametrize("text", ["a\0b", "a\x1bb", "a\x85b", "a\x7fb"])
def test_no_text_holds_a_control_character(text):
    (problem,) = validate(SERVICE, {**DATA, "person": {"given_name": text}})
    assert (problem.pointer, problem.rule) == ("/person/given_name", "characters")
    assert text not in problem.message_de + problem.message_en


def test_a_name_is_one_line_and_a_note_may_have_many():
    for name in ("a\tb", "a\nb", "Erika\r"):
        assert [one.rule for one in validate(SERVICE, {**DATA, "person": {"given_name": name}})] == ["characters"]
    referral = {**DATA["referral"], "reason": "Erste Zeile.\n\tZweite Zeile.\r\n"}
    assert validate(SERVICE, {**DATA, "referral": referral}) == ()


@pytest.mark.parametrize(
    ("change", "pointer", "rule"),
    [
        ({"extra": 1}, "/extra", "unevaluatedProperties"),
        ({"debt": {"kinds": ["rent"]}}, "/debt", "unevaluatedProperties"),
        ({"note": "x" * 1001}, "/note", "maxLength"),
        ({"note": 7}, "/note", "type"),
        ({"contact": {}}, "/contact", "anyOf"),
        ({"contact": {"email": "nobody"}}, "/contact/email", "format"),
        ({"addiction": {"topics": ["diagnosis"]}}, "/addiction/topics/0", "enum"),
        ({"addiction": {"topics": ["alcohol", "alcohol"]}}, "/addiction/topics", "uniqueItems"),
        ({"addiction": {"topics": []}}, "/addiction/topics", "minItems"),
        ({"sealed": [{"categories": ["health.addiction"], "provenance": "jobcenter", "jwe": "a.b.c.d.e"}]},
         "/sealed/0/provenance", "pattern"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_by_place_and_rule(change, pointer, rule):
    problems = validate(SERVICE, {**DATA, **change})
    assert [(one.pointer, one.rule) for one in problems] == [(pointer, rule)]
    assert all(one.message_de and one.message_en for one in problems)


@pytest.mark.parametrize("name", ["kundennummer", "customer_number", "bg_number", "sanctions", "diagnosis"])
@pytest.mark.parametrize("service", schemas.services())
def test_what_is_forbidden_has_no_place_in_any_service(service, name):
    assert validate(service, {**instance(service), name: "1"})


def test_a_newline_at_the_end_does_not_slip_through_a_pattern():
    address = {"street": "Weg 1", "postal_code": "10115\n", "place": "Berlin"}
    problems = validate(SERVICE, {**DATA, "contact": {"address": address}})
    assert {one.rule for one in problems} == {"pattern", "characters"}


def test_a_schema_may_be_named_by_its_identifier():
    assert validate(f"urn:geleit:schema:{SERVICE}:1", DATA) == ()
    assert load(f"urn:geleit:schema:{SERVICE}:1") is load(SERVICE)


@pytest.mark.parametrize("name", ["", "nothing", "urn:geleit:schema:nothing:1", "https://elsewhere.example/schema"])
def test_an_unknown_schema_is_not_looked_for_elsewhere(name):
    with pytest.raises(schemas.UnknownSchema):
        validate(name, {})


@pytest.mark.parametrize("document", [None, 1, "text", [], {1: 2}, {"note": "\ud800"}, {"note": float("nan")}])
def test_what_is_no_object_or_no_json_is_a_problem_and_never_a_crash(document):
    assert validate(SERVICE, document)


def test_justification_goes_with_a_statutory_power():
    told = schemas.example("refer") | {"power": "sgbx-69"}
    assert [one.pointer for one in validate("refer", told)] == ["/justification"]


@pytest.mark.parametrize("path", ["../secret.pdf", "/etc/passwd", ".hidden", "a/../b", "a//b", "a\n"])
def test_an_attachment_lies_beside_the_input(path):
    files = [{"file": path, "category": "attachment", "media_type": "application/pdf"}]
    assert validate("refer", schemas.example("refer") | {"attachments": files})
    assert validate("refer", schemas.example("refer") | {"attachments": [files[0] | {"file": "a/b c.pdf"}]}) == ()


def test_a_key_keeps_what_its_exporter_says_of_it_beside_what_we_know():
    document = schemas.example("partner")
    document["ack_jwks"]["keys"][0] |= {"ext": True, "key_ops": ["verify"]}
    assert validate("partner", document) == ()


def test_an_oral_consent_says_why_and_names_its_witness():
    spoken = schemas.example("consent") | {"form": "oral-exception"}
    assert [one.pointer for one in validate("consent", spoken)] == ["/oral"]
