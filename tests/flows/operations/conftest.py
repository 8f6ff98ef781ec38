import pytest

from exchange.flows.operations import respell
from tests.flows.operations.of_before import BEFORE, bench_of_before
from tests.support.places import DATABASES, PLACES


@pytest.fixture(params=DATABASES)
def place(request):
    place = PLACES[request.param](request)
    yield place
    place.close()


@pytest.fixture
def before(place, monkeypatch):
    monkeypatch.setattr(respell, "PAGE", 2)
    return bench_of_before(place, *BEFORE)
