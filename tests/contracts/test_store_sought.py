"""What every store finds of a list that is narrowed to a partner, or to how a code begins."""

import pytest

from exchange.core.referral.sought import EVERYTHING, Sought
from exchange.core.vocabulary import State
from tests.support.clock import NOON
from tests.support.examples import CENTRE, a_draft, a_person, a_referral, uid

OTHER = "https://andere.example"
CODES = {2: "7K2-94Q", 3: "7K3-222", 4: "X7K-294"}


@pytest.fixture
def named(store):
    with store.transaction() as tx:
        tx.people.add(a_person())
        for number, code in CODES.items():
            place = {"partner": OTHER if number == 3 else CENTRE, "state": State.DRAFT}
            tx.referrals.add(a_referral(number, code=code, listed_at=NOON, next_reason="question", **place), a_draft())
    return store


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (EVERYTHING, [2, 3, 4]),
        (Sought(partner=OTHER), [3]),
        (Sought(partner="https://keine.example"), []),
        (Sought(code="7K"), [2, 3]),
        (Sought(code="7K2-9"), [2]),
        (Sought(code="7K2-94Q"), [2]),
        (Sought(code="K2"), []),
        (Sought(partner=CENTRE, code="7K3"), []),
        (Sought(partner=CENTRE, code="X"), [4]),
    ],
)
@pytest.mark.parametrize("owner", ["", "alex"])
@pytest.mark.parametrize("states", [(), {State.DRAFT}])
def test_a_page_and_an_agenda_hold_what_is_sought(named, sought, found, owner, states):
    start = (NOON.replace(year=2000), "")
    with named.reading() as tx:
        page = tx.referrals.page(states=states, after="", limit=9, owner=owner, sought=sought)
        assert [one.id for one in page] == [uid(one) for one in found]
        for reasons in ((), {"question"}):
            agenda = tx.referrals.agenda("alex", reasons=reasons, after=start, until=NOON, limit=9, sought=sought)
            assert [one.id for one in agenda] == [uid(one) for one in found]
