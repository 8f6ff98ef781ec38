import pytest

import schemas
from schemas.formats import FORMATS
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
    ],
)
def test_a_schema_says_what_a_value_looks_like(schema, said):
    assert said in shape_of(schema)["form_de"]
