import json
import re
from datetime import date

import pytest

import schemas
from exchange.core.events.event import HUB_EVENTS, PARTNER_EVENTS
from schemas.examples import WRITTEN
from schemas.files import documents


@pytest.mark.parametrize("name", schemas.names())
def test_there_is_an_example_of_every_schema_and_it_is_valid(name):
    filled = schemas.example(name)
    assert schemas.validate("refer" if name in schemas.services() else name, filled) == ()


@pytest.mark.parametrize("name", schemas.services())
def test_the_data_of_each_service_example_fit_the_service(name):
    filled = schemas.example(name)
    assert filled["service"] == name
    assert schemas.validate(name, filled["data"]) == ()


@pytest.mark.parametrize("name", [*schemas.services(), "consent", "staff"])
def test_persons_in_examples_are_marked_as_invented(name):
    assert "(erfunden)" in json.dumps(schemas.example(name))


def test_an_example_is_a_new_copy_each_time():
    schemas.example("staff")["role"] = "changed"
    assert schemas.example("staff")["role"] == "caseworker"


def test_there_is_no_example_of_what_does_not_exist():
    with pytest.raises(schemas.UnknownSchema):
        schemas.example("../codes")


def test_every_event_the_core_knows_has_its_members_described():
    described = set(documents()["event.json"]["properties"])
    assert described == PARTNER_EVENTS | HUB_EVENTS | {"relayed", "fetched"}


@pytest.mark.parametrize("name", schemas.names())
def test_an_example_for_another_day_is_valid_and_as_long_before_its_end(name):
    at, fixed, on = '"(20[0-9]{2}-[0-9]{2}-[0-9]{2})', schemas.example(name), date(2028, 2, 29)
    moved = schemas.example(name, on=on)
    assert schemas.validate("refer" if name in schemas.services() else name, moved) == ()
    days = [[date.fromisoformat(one) for one in re.findall(at, json.dumps(each))] for each in (fixed, moved)]
    passed = {new - old for old, new in zip(*days, strict=True) if old >= date(2026, 1, 1)}
    assert passed <= {on - WRITTEN}


def test_no_example_moves_back_and_days_of_birth_stay():
    assert schemas.example("consent", on=date(2026, 1, 1)) == schemas.example("consent")
    born = schemas.example("medical-clarification")["data"]["person"]["birth_date"]
    assert schemas.example("medical-clarification", on=date(2028, 2, 29))["data"]["person"]["birth_date"] == born
    signed = schemas.example("consent", on=date(2028, 2, 29))["signers"][0]["signed_at"]
    assert signed.startswith("2028-02-28")
