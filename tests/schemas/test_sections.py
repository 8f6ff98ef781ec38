"""Names, addresses, languages and codes: where each ends, and that nothing else passes."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import schemas
from schemas.formats import checker

VALUES_FILE = Path(schemas.__file__).parent / "sections" / "values.json"

PERSON = {"family_name": "Beispiel (erfunden)"}
PLACE = {"place": "Köln"}
TRUSTED = {"kind": "trusted", "name": "Kim Beispiel (erfunden)"}


def fits(section, value):
    """Whether a value passes as this section of a service's data."""
    data = schemas.example("refer")["data"] | {section: value}
    return not [
        one for one in schemas.validate("psychosocial-counselling", data) if one.pointer.startswith(f"/{section}")
    ]


@pytest.mark.parametrize(
    ("section", "value"),
    [
        ("person", PERSON),
        ("person", {"given_name": "Erika"}),
        ("person", {"family_name": "x" * 100, "given_name": "y" * 100}),
        ("person", {"family_name": "山田", "birth_date": "1989-04", "salutation": "neutral"}),
        ("contact", {"phone": "1"}),
        ("contact", {"phone": "0" * 30}),
        ("contact", {"email": "erika@müller.example"}),
        ("contact", {"address": PLACE}),
        (
            "contact",
            {"address": PLACE | {"street": "s" * 120, "postal_code": "1", "country": "DE", "place": "p" * 100}},
        ),
        ("contact", {"address": PLACE | {"postal_code": "SW1A 1AA"}}),
        ("contact", {"address": PLACE | {"postal_code": "123456789012"}}),
        ("contact", {"phone": "1", "preferred": "letter", "times": ["morning", "noon", "afternoon", "evening"]}),
        (
            "contact",
            {"phone": "1", "rules": dict.fromkeys(("no_voicemail", "no_letter", "only_by_day", "no_sender"), True)},
        ),
        ("communication", {"language": "prs"}),
        ("communication", {"language": "sgn-de", "interpreter": True, "access": ["step-free", "short-talks"]}),
        ("representative", TRUSTED | {"phone": "0" * 30, "email": "a@b.example", "scope": ["health", "finance"]}),
        ("representative", TRUSTED | {"name": "x" * 150}),
    ],
)
def test_what_people_are_called_and_where_they_live_passes(section, value):
    assert fits(section, value)


@pytest.mark.parametrize(
    ("section", "value"),
    [
        ("person", {}),
        ("person", {"salutation": "ms"}),
        ("person", {"family_name": ""}),
        ("person", {"given_name": ""}),
        ("person", {"family_name": "x" * 101}),
        ("person", {"given_name": "x" * 101}),
        ("person", PERSON | {"birth_date": "1989-13"}),
        ("person", PERSON | {"salutation": "dr"}),
        ("person", PERSON | {"customer_number": "x"}),
        ("contact", {}),
        ("contact", {"preferred": "phone"}),
        ("contact", {"phone": ""}),
        ("contact", {"phone": "0" * 31}),
        ("contact", {"email": "erika@müller"}),
        ("contact", {"address": {}}),
        ("contact", {"address": {"street": "Weg 1"}}),
        ("contact", {"address": {"place": ""}}),
        ("contact", {"address": {"place": "p" * 101}}),
        ("contact", {"address": PLACE | {"street": ""}}),
        ("contact", {"address": PLACE | {"street": "s" * 121}}),
        *(("contact", {"address": PLACE | {"postal_code": one}}) for one in ("", " 1", "1 ", "1/2", "1234567890123")),
        *(("contact", {"address": PLACE | {"country": one}}) for one in ("de", "XX", "DEU")),
        ("contact", {"address": PLACE | {"floor": "3"}}),
        ("contact", {"phone": "1", "preferred": "fax"}),
        ("contact", {"phone": "1", "times": ["midnight"]}),
        ("contact", {"phone": "1", "times": ["noon", "noon"]}),
        ("contact", {"phone": "1", "rules": {"never": True}}),
        ("contact", {"phone": "1", "rules": {"no_letter": "yes"}}),
        ("contact", {"phone": "1", "fax": "2"}),
        *(("communication", {"language": one}) for one in ("DE", "deu", "xx", "de-DE", "", "Dari")),
        ("communication", {"language": "de", "interpreter": "yes"}),
        ("communication", {"language": "de", "access": ["lift"]}),
        ("communication", {"language": "de", "access": ["company", "company"]}),
        ("communication", {"language": "de", "dialect": "x"}),
        ("representative", {"kind": "trusted"}),
        ("representative", {"name": "Kim"}),
        ("representative", TRUSTED | {"kind": "neighbour"}),
        ("representative", TRUSTED | {"name": ""}),
        ("representative", TRUSTED | {"name": "x" * 151}),
        ("representative", TRUSTED | {"phone": ""}),
        ("representative", TRUSTED | {"phone": "0" * 31}),
        ("representative", TRUSTED | {"email": "a@b"}),
        ("representative", TRUSTED | {"scope": ["all"]}),
        ("representative", TRUSTED | {"scope": ["health", "health"]}),
        ("representative", TRUSTED | {"reference": "x"}),
    ],
)
def test_what_is_none_is_refused_at_its_place(section, value):
    assert not fits(section, value)


VALUES = {
    "entity": (
        ["https://hub.example", "http://a:1", "https://a.example:65535", "https://" + "a" * 253],
        ["https://Hub.example", "https://a.example/", "ftp://a.example", "https://", "https://a:123456", "a.example",
         "https://" + "a" * 254, "https://a_b.example"],
    ),
    "digest": (["A" * 43, "-_" + "a" * 41], ["A" * 42, "A" * 44, "A" * 42 + "=", "A" * 42 + "+", ""]),
    "line": (["a", "9", "beratung-1", "a" * 64], ["", "-a", "a-", "A", "a_b", "a" * 65]),
    "clause": (["a", "C-1_x.y", "a" * 80], ["", "-a", ".a", "a b", "a" * 81]),
    "provenance": (
        ["person", "jobcenter", "professional:https://a.example", "professional:http://a:1"],
        ["", "doctor", "professional:", "professional:a.example", "professional:https://A.example",
         "professional:https://a:123456", "person ", "professional:https://" + "a" * 254],
    ),
    "language": (["de", "prs", "sgn-de"], ["DE", "deu", "sgn-at", "", "d"]),
    "pointer": (["", "/a/0", "/" + "a" * 299], ["a", "/~", "/" + "a" * 300]),
    "uuid": (["0193aaaa-0000-7000-8000-000000000001"], ["0193AAAA-0000-7000-8000-000000000001", "1"]),
    "instant": (["2026-11-24T10:00:00Z"], ["2026-11-24", "2026-11-24T10:00:60Z"]),
    "schema": (
        ["urn:geleit:schema:training:1", "urn:geleit:schema:a:9999"],
        ["urn:geleit:schema:training", "urn:geleit:schema:training:0", "urn:geleit:schema:T:1", "training:1",
         "urn:geleit:schema:training:10000", "urn:geleit:schema:-a:1"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VALUES)
def test_each_code_address_and_id_ends_where_it_should(name):
    shape = json.loads(VALUES_FILE.read_text(encoding="utf-8"))["$defs"][name]
    takes = Draft202012Validator(shape, format_checker=checker()).is_valid
    good, bad = VALUES[name]
    assert [one for one in good if not takes(one)] == []
    assert [one for one in bad if takes(one)] == []
