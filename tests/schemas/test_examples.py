import json

import pytest

import schemas
from exchange.core.events.event import HUB_EVENTS, PARTNER_EVENTS
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
