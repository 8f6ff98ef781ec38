import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import schemas
from schemas.errors import BrokenSchema
from schemas.files import documents
from schemas.finding import _WORDS
from schemas.lint import check, check_all, require_valid
from schemas.nesting import LEVELS, line_too_deep
from schemas.walk import walk

TITLES = {"title": "Größe", "x-title-en": "Size"}
GOOD = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:geleit:schema:training:1",
    "title": "Probe",
    "x-title-en": "Sample",
    "description": "Nur für Tests.",
    "x-description-en": "For tests only.",
    "type": "object",
    "properties": {"size": {**TITLES, "type": "string", "maxLength": 9, "x-category": "referral.core"}},
    "unevaluatedProperties": False,
}


def rules(document):
    return {one.rule for one in check(document)}


def with_size(**change: object):
    size = {**GOOD["properties"]["size"], **{word.replace("_", "-"): value for word, value in change.items()}}
    return {**GOOD, "properties": {"size": {word: value for word, value in size.items() if value is not None}}}


def named(name, **change: object):
    return {**GOOD, "properties": {name: {**GOOD["properties"]["size"], **change}}}


def test_every_bundled_schema_keeps_every_rule():
    assert check_all() == ()


def test_a_small_schema_that_keeps_the_rules_is_sound():
    assert rules(GOOD) == set()
    require_valid(GOOD)


def test_a_schema_with_an_unannotated_leaf_does_not_load():
    bare = with_size(x_category=None)
    assert rules(bare) == {"category-missing"}
    with pytest.raises(BrokenSchema):
        require_valid(bare)


@pytest.mark.parametrize(
    ("document", "rule"),
    [
        ({**GOOD, "$schema": "http://json-schema.org/draft-07/schema#"}, "dialect"),
        ({**GOOD, "$id": "https://elsewhere.example/schema"}, "identifier"),
        ({word: GOOD[word] for word in GOOD if word != "x-description-en"}, "texts"),
        ({word: GOOD[word] for word in GOOD if word != "unevaluatedProperties"}, "open"),
        ({**GOOD, "unevaluatedProperties": True}, "open"),
        ({**GOOD, "required": ["nothing"]}, "required-unknown"),
        ({**GOOD, "if": {"required": ["size"]}, "then": {"properties": {"more": {}}}}, "required-unknown"),
        ({**GOOD, "anyOf": [{"required": ["more"]}]}, "required-unknown"),
        ({**GOOD, "allOf": [{"$ref": "#"}]}, "reference"),
        ({**GOOD, "type": 7}, "invalid-schema"),
        (with_size(title=None), "texts"),
        (with_size(x_title_en=None), "texts"),
        (with_size(x_category="shoe.size"), "category-unknown"),
        (with_size(x_category="health.mental"), "sensitive-unmarked"),
        (with_size(x_category="health.diagnosis", x_sensitive=True), "diagnosis-unsealed"),
        (with_size(x_category="finance.debt"), "category-misplaced"),
        (with_size(x_category="health.addiction", x_sensitive=True), "category-misplaced"),
        (with_size(x_category="person.identifier.health", x_sensitive=True), "category-misplaced"),
        (with_size(x_category="free.text", maxLength=1001), "note-too-long"),
        (with_size(x_sealed=True), "sealed-shape"),
        (with_size(x_source=["neighbour"]), "source"),
        (with_size(x_source=[]), "source"),
        (with_size(maxLength=None), "unbounded"),
        (with_size(type=None), "unbounded"),
        (with_size(type="integer"), "unbounded"),
        (with_size(type="array"), "unbounded"),
        (with_size(maxLength=None, format="json-pointer"), "unbounded"),
        (with_size(format="idn-hostname"), "format-unknown"),
        (with_size(pattern="^\\d+$"), "pattern"),
        (with_size(multipleOf=2), "keyword"),
        (with_size(enum=["a"]), "codes-differ"),
        ({**with_size(enum=["a"], **{"x-codes": "urgency"})}, "codes-differ"),
        ({**with_size(enum=["a"], **{"x-codes": "nothing"})}, "codes-differ"),
        ({**GOOD, "anyOf": [{"type": "object"}]}, "keyword"),
        ({**GOOD, "if": {"required": ["size"]}, "then": {"x-category": "free.text"}}, "keyword"),
        (with_size(**{"$ref": "urn:geleit:schema:nothing:1"}), "reference"),
        (with_size(**{"$ref": "https://elsewhere.example/schema"}), "reference"),
        (with_size(**{"$ref": "#/$defs/nothing"}), "reference"),
        (with_size(**{"$ref": "#"}), "reference"),
        (with_size(**{"$ref": "urn:geleit:schema:section-plan:1"}), "category-conflict"),
        ({**GOOD, "x-use": "form", "additionalProperties": True, "unevaluatedProperties": None}, "invalid-schema"),
    ],
)  # fmt: skip
def test_each_rule_finds_its_breach(document, rule):
    assert rule in rules(document)


@pytest.mark.parametrize(
    "name",
    ["customer_number", "kundennummer", "bg_nummer", "bedarfsgemeinschaft", "sv_nummer", "social_insurance_number",
     "sanctions", "sanktion", "leistungsminderung", "benefit_amount", "leistungshöhe", "migration_file",
     "migrationsakte", "ausländerakte", "customerNumber"],
)  # fmt: skip
def test_what_is_forbidden_everywhere_is_found_by_name_and_by_title(name):
    assert "forbidden" in rules(named(name))
    assert "forbidden" in rules(named("size", title=name.title()))


def test_a_bundle_with_one_unannotated_section_does_not_load(tmp_path):
    copy = shutil.copytree(Path(schemas.__file__).parent, tmp_path / "schemas")
    section = json.loads((copy / "sections" / "plan.json").read_text(encoding="utf-8"))
    del section["x-category"]
    (copy / "sections" / "plan.json").write_text(json.dumps(section), encoding="utf-8")
    run = [sys.executable, "-c", "import schemas; schemas.load('training')"]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 our own interpreter
    assert done.returncode == 1
    assert "BrokenSchema" in done.stderr


def test_each_finding_has_words_in_both_languages():
    assert all(german and english and german != english for german, english in _WORDS.values())


def test_every_string_a_service_lets_in_is_bounded():
    stops = [stop for name in schemas.services() for stop in walk(schemas.load(name))]
    assert stops
    assert all(stop.is_bounded for stop in stops)


def test_no_diagnosis_can_be_read_by_the_jobcenter():
    stops = [stop for document in documents().values() for stop in walk(document) if stop.path]
    open_ones = [s.path for s in stops if s.category == "health.diagnosis" and not (s.sealed or s.holds_sealed)]
    assert {path.split("/")[2] for path in open_ones} <= {"categories", "provenance", "jwe"}


def test_a_file_is_checked_and_named(tmp_path):
    (tmp_path / "training.json").write_text(json.dumps(with_size(x_category=None)), encoding="utf-8")
    (tmp_path / "other.json").write_text(json.dumps(GOOD), encoding="utf-8")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    found = [(one.path.rpartition("/")[2].partition("#")[0], one.rule) for one in check(tmp_path)]
    assert [rule for _, rule in found] == ["unreadable", "unreadable", "identifier", "category-missing"]


def test_a_file_that_is_not_there_is_a_finding(tmp_path):
    assert [one.rule for one in check(tmp_path / "nothing.json")] == ["unreadable"]


def nested(levels):
    """A schema of so many levels, and sound in nothing else."""
    within = {}
    for _ in range((levels - 1) // 2):
        within = {"properties": {"x": within}}
    return json.dumps({**GOOD, "properties": within["properties"]}, indent=1)


@pytest.mark.parametrize(("levels", "deep"), [(LEVELS - 1, False), (LEVELS + 1, True)])
def test_a_file_is_read_to_a_depth_and_no_deeper(tmp_path, levels, deep):
    file = tmp_path / "training.json"
    file.write_text(nested(levels), encoding="utf-8")
    assert ("too-deep" in {one.rule for one in check(file)}) == deep


@pytest.mark.parametrize("text", ['"[[{{"', '{"[": "\\\\"}', '"\\"[["', '"never ended [['])
def test_brackets_in_texts_nest_nothing(text):
    assert line_too_deep("[" * (LEVELS - 1) + text) == 0


def test_the_line_that_is_too_deep_is_told():
    assert line_too_deep("[\n" * (LEVELS + 9)) == LEVELS + 1
    assert line_too_deep("[]\n" * (LEVELS + 9)) == 0
