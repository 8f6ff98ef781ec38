import pytest

from tests.support.examples import a_draft, a_person, a_referral
from tests.support.places import PLACES


# Every promise of the ports is tried on each of these.
@pytest.fixture(params=PLACES)
def place(request):
    place = PLACES[request.param](request)
    yield place
    place.close()


@pytest.fixture
def store(place):
    return place.open()


@pytest.fixture
def matter(store):
    """A store with one person and one draft."""
    with store.transaction() as tx:
        tx.people.add(a_person())
        tx.referrals.add(a_referral(), a_draft())
    return store
