"""The directory page by page, and the capacity a partner tells of itself."""

import json

import pytest

from exchange.core.errors import NotFound, SchemaInvalid
from exchange.flows.partner.capacity import set_capacity
from exchange.flows.partner.standing import suspend
from exchange.queries.directory import entry, page, partners
from tests.support.hubs import CAPACITY, CENTRE, KIM, OTHER, Bench, claim
from tests.support.places import SqlPlace


def test_the_directory_lists_partners_page_by_page():
    bench = Bench()
    (first,) = page(after="", limit=1, hub=bench.hub)
    (second,) = page(after=first["entity"], limit=1, hub=bench.hub)
    assert [first["entity"], second["entity"]] == sorted([CENTRE, OTHER])
    assert "jwks" not in json.dumps(first)


def test_a_suspended_partner_is_not_in_the_directory():
    bench = Bench()
    suspend(CENTRE, by=claim(KIM), hub=bench.hub)
    assert [one["entity"] for one in page(after="", limit=9, hub=bench.hub)] == [OTHER]
    with pytest.raises(NotFound):
        entry(CENTRE, hub=bench.hub)


def test_a_partner_tells_its_own_capacity():
    bench = Bench()
    set_capacity({"beratung": CAPACITY}, client=CENTRE, hub=bench.hub)
    assert entry(CENTRE, hub=bench.hub)["service_lines"][0]["capacity"] == CAPACITY
    assert entry(OTHER, hub=bench.hub)["service_lines"][0]["capacity"] != CAPACITY


@pytest.mark.parametrize("document", [[], {"anderes": CAPACITY}, {"beratung": {}}, {"beratung": CAPACITY | {"x": 1}}])
def test_a_wrong_capacity_is_refused(document):
    with pytest.raises(SchemaInvalid):
        set_capacity(document, client=CENTRE, hub=Bench().hub)


SWAPPED = """UPDATE partner SET document = replace(document, '"name":', '"name":"Fremd","was":')
WHERE entity = 'https://suchtberatung.example'"""


@pytest.fixture
def swapped(tmp_path):
    """A hub's store where somebody gave a partner another name behind its back."""
    place = SqlPlace.sqlite(tmp_path)
    bench = Bench(store=place.open())
    place.change(SWAPPED)
    yield bench
    place.close()


def test_a_partner_whose_row_somebody_changed_is_listed_without_what_stands_in_it(swapped):
    found = partners(hub=swapped.hub)
    assert (list(found), found[CENTRE], found[OTHER].entity) == (sorted([CENTRE, OTHER]), None, OTHER)


def test_and_is_not_in_the_directory(swapped):
    assert [one["entity"] for one in page(after="", limit=9, hub=swapped.hub)] == [OTHER]
