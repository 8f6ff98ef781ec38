"""A hub where people sign in; the clock is turned by hand."""

from dataclasses import replace

import pytest

from exchange.flows.session.sign_in import sign_in
from tests.support.hubs import KIM, Bench, claim
from tests.support.places import PLACES


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture(params=PLACES)
def each(request):
    """The same on each store, for what asks a transaction of its own kind."""
    place = PLACES[request.param](request)
    bench = Bench(store=place.open())
    # Another process of the same hub: all it knows is in the database.
    bench.elsewhere = replace(bench.hub, store=place.open())
    yield bench
    place.close()


@pytest.fixture
def opened(bench):
    """KIM, signed in."""
    return sign_in(claim(KIM), hub=bench.hub)
