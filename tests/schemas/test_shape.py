import pytest
from jsonschema import Draft202012Validator

import schemas
from schemas.formats import FORMATS, checker
from schemas.problem import problem, problems
from schemas.shape import form_of, names_at, near, shape_of


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_has_an_example_in_both_languages(name):
    said = form_of("format", name, schema={}, instance="x")
    assert said["form_de"] != name != said["form_en"]


def test_a_word_that_comes_near_is_named_first_and_what_was_typed_is_not_shown():
    said = near("Zzgeheim", ["reason", "person"])
    assert said == {"form_de": "einer von: reason, person", "form_en": "one of: reason, person"}
    assert near("resaon", ["reason", "purpose"])["form_en"].startswith("perhaps reason")


def test_the_names_of_an_object_are_those_of_all_its_parts():
    assert {"reason", "recipient", "data"} <= names_at(schemas.load("refer"))


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ({"type": "array"}, 'eine Liste: ["…", "…"]'),
        ({"format": "date", "type": "string"}, "2026-12-31"),
        ({}, "Beispiel"),
        ({"type": "object", "required": ["name"], "properties": {"name": {}, "age": {}}}, '{"name": …}'),
        ({"type": "object", "properties": {"b": {}, "a": {}, "d": {}, "c": {}}}, '{"a": …, "b": …, "c": …, …}'),
        ({"type": "object"}, '{"…": …}'),
    ],
)
def test_a_schema_says_what_a_value_looks_like(schema, said):
    assert said in shape_of(schema)["form_de"]


def test_a_place_that_wants_an_object_says_what_stands_in_it():
    schema = {"type": "object", "required": ["name"]}
    assert form_of("type", "object", schema=schema, instance="x")["form_en"] == 'a section: {"name": …}'


def test_a_control_character_has_a_form_of_its_own():
    said = problem("/data/note", "characters")
    assert "Steuerzeichen" in said.form_de
    assert "control characters" in said.form_en


@pytest.mark.parametrize("day", ["0980-01-01", "2190-01-01", "1980-13-01", "1850"])
def test_a_day_that_cannot_be_is_no_matter_of_spelling(day):
    assert told({"format": "birth-date"}, day) == "There can be no such day here."
    assert "1900" in form_of("format", "birth-date", schema={}, instance=day)["form_de"]


@pytest.mark.parametrize("text", ["1.1.1980", "gestern", "1980/01/01"])
def test_a_day_that_is_written_another_way_is(text):
    assert told({"format": "birth-date"}, text) == "The spelling does not fit."


def told(schema: dict, instance: object) -> str:
    errors = Draft202012Validator(schema, format_checker=checker()).iter_errors(instance)
    (said,) = problems(errors)
    assert said.rule == "format"
    return said.message_en
