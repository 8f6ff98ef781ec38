"""The directory and the capacity over the wire."""

import pytest

from tests.support.hubs import CAPACITY, CENTRE, OTHER
from tests.support.office import code, entry_of


def test_the_directory_goes_page_by_page(partner):
    first = partner.get("/directory?limit=1").json()
    second = partner.get(f"/directory?limit=1&cursor={first['next']}").json()
    names = [page["partners"][0]["entity"] for page in (first, second)]
    assert names == sorted([CENTRE, OTHER])
    assert partner.get("/directory").json().keys() == {"partners"}


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "٣", "000050999999", "50" + "0" * 9000, ""])
def test_a_page_has_one_to_two_hundred_lines(partner, limit):
    refused = partner.get(f"/directory?limit={limit}")
    assert code(refused) == (400, "SENDER_MALFORMED")
    assert refused.json()["expected"] == "eine ganze Zahl von 1 bis 200"


@pytest.mark.parametrize("cursor", ["%00", "%C3%A9"])
def test_an_odd_cursor_is_refused(partner, cursor):
    refused = partner.get(f"/directory?cursor={cursor}")
    assert code(refused) == (400, "SENDER_MALFORMED")
    assert "`next`" in refused.json()["expected"]


def test_what_stands_twice_in_the_address_is_refused(partner):
    refused = partner.get("/directory?limit=1&limit=2")
    assert (code(refused), refused.json()["pointer"]) == ((400, "SENDER_MALFORMED"), "/limit")
    assert refused.json()["expected"] == "?limit=…, einmal"


def test_one_partner_is_shown_by_its_id(partner):
    assert partner.get(entry_of(OTHER)).json()["entity"] == OTHER
    assert partner.get(entry_of("https://niemand.example")).status_code == 404


def test_a_partner_writes_its_capacity(partner):
    assert partner.call("PUT", "/capacity", json={"beratung": CAPACITY}).status_code == 204
    assert partner.get(entry_of(CENTRE)).json()["service_lines"][0]["capacity"] == CAPACITY


def test_a_wrong_capacity_is_refused(partner):
    assert code(partner.call("PUT", "/capacity", json={"x": CAPACITY})) == (422, "SENDER_SCHEMA_INVALID")
    assert (
        partner.call(
            "PUT", "/capacity", content=b"x" * 20_000, headers={"Content-Type": "application/json"}
        ).status_code
        == 413
    )
