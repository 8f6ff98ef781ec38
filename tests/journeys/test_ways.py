"""How often a hub goes to PostgreSQL and back for one referral: each way is time nobody else has."""

import pytest

from tests.support.hubs import CENTRE, Bench
from tests.support.places import SqlPlace
from tests.support.statements import hear_ways

MOST = {"draft": 12, "release": 26, "deliver": 28, "pick up": 10, "received": 11}
"""Ways of each step, that which begins the transaction and that of the commit included, and after it the word to who
waits for a mailbox."""


@pytest.fixture
def place(cluster):
    place = SqlPlace.postgresql(cluster)
    yield place
    place.close()


class Ways:
    """Counts what is said to one database."""

    def __init__(self, engine) -> None:
        self.counted = 0
        hear_ways(engine, self._count)

    def _count(self) -> None:
        self.counted += 1

    def of(self, work) -> int:
        before = self.counted
        work()
        return self.counted - before


def test_one_referral_goes_to_the_database_no_more_often_than_it_must(place):
    bench = Bench(store=place.open())
    bench.under_way("under-review")
    ways = Ways(bench.store._engine)
    bench.a_consent(person="P-2")
    drafts = []
    found = {"draft": ways.of(lambda: drafts.append(bench.draft(person={"reference": "P-2"})))}
    found["release"] = ways.of(lambda: bench.release(drafts[0]))
    found["deliver"] = ways.of(bench.worker.once)
    voice = bench.voice(drafts[0], CENTRE)
    found["pick up"] = ways.of(voice.fetch)
    said = voice.signed("received")
    found["received"] = ways.of(lambda: voice.sends(said))
    assert {step: (most, found[step]) for step, most in MOST.items() if found[step] > most} == {}, found
