"""Every service line has its form of its schema alone; what is typed is the data, and the data is what is typed."""

import re
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import schemas
from exchange.core.ids import read_instant, show_instant
from exchange.web.sending.schema_form import FieldKind, field_of, sections
from exchange.web.sending.typed_form import MOST_FIELDS, FieldUnreadable, data_of, typed_of
from schemas.form import form_place

LINES = [f"urn:geleit:schema:{name}:1" for name in schemas.services()]
DEBT = "urn:geleit:schema:debt-counselling:1"
FORMATS = {
    "email": ["vermittlung@jobcenter.example"],
    "date": ["2026-11-30", "2027-02-28"],
    "date-time": ["2026-12-08T08:00:00.000Z", "2027-07-01T12:30:00.000Z"],
    "birth-date": ["1990-05-17", "1990-05"],
    "language": ["de", "uk", "ar"],
    "country": ["FR", "DE"],
}
PATTERNED = ["10115", "frage-1", "123456789012345678901", "A123456789", "1234567890", "050"]
WORDS = st.text("abcäöüß <>&\"'", min_size=1, max_size=20).map(str.strip).filter(bool)


def values(place):
    """Values that fit a place, with everything it must have; never an empty container, which nobody can type."""
    if place.codes:
        return st.sampled_from(place.codes)
    if place.kind == "object":
        inner = {one: values(place.named(one)) for one in place.names if not place.named(one).is_sealed}
        inner = {one: made for one, made in inner.items() if not sealed_inside(place.named(one))}
        must = set(place.required) | ({"phone"} & set(inner)) or set(list(inner)[:1])
        return st.fixed_dictionaries(
            {one: inner[one] for one in inner if one in must},
            optional={one: inner[one] for one in inner if one not in must},
        )
    if place.kind == "array":
        unique = True in place.says("uniqueItems")
        return st.lists(values(place.item), min_size=1, max_size=min(place.most, 3), unique_by=repr if unique else None)
    return scalars(place)


def scalars(place):
    if place.kind == "boolean":
        return st.booleans()
    if place.kind == "integer":
        return st.integers(max(place.says("minimum")), min(place.says("maximum")))
    if place.first("format") in FORMATS:
        return st.sampled_from(FORMATS[place.first("format")])
    if place.says("pattern"):
        return st.sampled_from(
            [one for one in PATTERNED if all(re.search(each, one) for each in place.says("pattern"))]
        )
    return WORDS.map(lambda text: text[: place.longest or None].strip() or "x")


@cache
def made_for(schema):
    return values(form_place(schema))


def sealed_inside(place):
    return place.kind == "array" and (place.item is None or place.item.is_sealed)


@pytest.mark.parametrize("schema", LINES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_what_is_typed_is_the_data_and_the_data_is_what_is_typed(schema, data):
    made = data.draw(made_for(schema))
    typed = typed_of(made, schema=schema, profile={})
    assert data_of(typed, schema=schema, profile={}) == made
    shown = {one.name: list(one.values) for part in sections(schema, {}, typed) for one in (*part.fields, *part.more)}
    assert {name: values for name, values in shown.items() if values} == typed


@pytest.mark.parametrize("schema", LINES)
def test_the_example_of_a_service_line_is_typed_whole_and_fits_its_schema(schema):
    example = schemas.example(schema.split(":")[3])["data"]
    sealed = {
        name
        for name in example
        if name not in {one.split("/")[1] for one in typed_of(example, schema=schema, profile={})}
    }
    again = data_of(typed_of(example, schema=schema, profile={}), schema=schema, profile={})
    if "interview" in example:
        # The same instant, as the hub writes it.
        example["interview"]["at"] = show_instant(read_instant(example["interview"]["at"]))
    assert again == {name: value for name, value in example.items() if name not in sealed}
    if not sealed:
        assert not schemas.validate(schema, again)


def test_what_the_form_needs_stands_first_and_the_rest_behind():
    form = sections(DEBT, {}, {})
    assert [one.name for one in form if one.required] == ["/referral", "/person", "/contact"]
    assert form[:3] == [one for one in form if one.required]
    person = form[1]
    assert [one.name for one in person.fields] == ["/person/family_name", "/person/given_name"]
    assert {one.name for one in person.more} >= {"/person/birth_date"}
    assert [one.required for one in person.fields] == [False, False]
    assert [one.name for one in form[2].fields] == ["/contact/phone", "/contact/email", "/contact/address/place"]
    assert [one.required for one in form[0].fields] == [True, True]
    kinds = next(one for part in form for one in (*part.fields, *part.more) if one.name == "/debt/kinds")
    assert (kinds.kind, kinds.choices[0][0]) == (FieldKind.CHOICES, "rent")
    assert kinds.choices[0][1].de != "rent"


def test_what_a_partner_refuses_has_no_field_and_its_limits_count():
    profile = schemas.example("partner")["service_lines"][0]["profile"]
    names = [one.name for one in sections("urn:geleit:schema:addiction-counselling:1", profile, {})]
    assert "/mental_strain" not in names
    (note,) = next(
        [*one.fields, *one.more]
        for one in sections("urn:geleit:schema:addiction-counselling:1", profile, {})
        if one.name == "/note"
    )
    assert note.longest == 500
    with pytest.raises(FieldUnreadable):
        data_of({"/mental_strain/since": ["2026-01-01"]}, schema=DEBT, profile={"properties": {"household": False}})


@pytest.mark.parametrize(
    "typed",
    [
        {"/nothing": ["x"]},
        {"/contact": ["x"]},
        {"contact": ["x"]},
        {"/person/given_name": ["Erika", "Eva"]},
        {"/person/given_name": ["Eri\0ka"]},
        {"/person/given_name": ["Eri\u202eka"]},
        {"/household/adults": ["zwei"]},
        {"/household/adults": ["9" * 30]},
        {"/household/childcare_needed": ["vielleicht"]},
        {"/prior_services/services/10/kind": ["clinic"]},
        {"/prior_services/services/01/kind": ["clinic"]},
        {"/prior_services/services/x/kind": ["clinic"]},
        {f"/x{number}": ["x"] for number in range(5000)},
        {"/debt/kinds": ["rent"] * (MOST_FIELDS + 1)},
    ],
    ids=lambda typed: next(iter(typed))[:40],
)
def test_what_no_form_of_ours_sends_is_refused_in_words(typed):
    with pytest.raises(FieldUnreadable) as refused:
        data_of(typed, schema=DEBT, profile={})
    assert "\0" not in refused.value.pointer


def test_days_and_instants_may_be_typed_as_people_write_them():
    interview = "urn:geleit:schema:interview-accompaniment:1"
    typed = {
        "/interview/at": ["1.7.2027, 14:30"],
        "/person/birth_date": ["17.5.1990"],
        "/referral/wished_from": ["bald"],
    }
    made = data_of(typed, schema=interview, profile={})
    assert made["interview"]["at"] == "2027-07-01T12:30:00.000Z"
    assert made["person"]["birth_date"] == "1990-05-17"
    assert made["referral"]["wished_from"] == "bald"
    assert typed_of(made, schema=interview, profile={})["/interview/at"] == ["2027-07-01T14:30"]
    fields = {one.name: one for part in sections(interview, {}, {}) for one in (*part.fields, *part.more)}
    assert fields["/interview/at"].kind is FieldKind.MOMENT


def test_an_empty_field_is_no_value_and_a_gap_in_a_list_closes_up():
    typed = {"/person/given_name": [" "], "/prior_services/services/0/kind": [""], "/note": ["Ja "]}
    typed |= {"/prior_services/services/2/kind": ["clinic"]}
    assert data_of(typed, schema=DEBT, profile={}) == {
        "note": "Ja",
        "prior_services": {"services": [{"kind": "clinic"}]},
    }


def test_markup_and_lines_stay_as_they_were_typed():
    written = "<b>Ja</b> & „gut“ 😀\nZeile"
    assert data_of({"/note": [written]}, schema=DEBT, profile={}) == {"note": written}


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("/contact/phone", "/contact/phone"),
        ("/contact", "/contact/phone"),
        ("/debt/kinds/1", "/debt/kinds"),
        ("/person/family_name", "/person/family_name"),
        ("/elsewhere", ""),
    ],
)
def test_an_error_of_the_schema_finds_its_field(place, name):
    assert field_of(place, sections(DEBT, {}, {})) == name
