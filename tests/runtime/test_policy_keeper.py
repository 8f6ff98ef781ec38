"""The policy a process works under is written down once, and tried again while the database is away."""

from threading import Event

from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.runtime.policy_keeper import PolicyKeeper
from tests.support.hubs import Bench
from tests.support.memory import store as memory


def kept(bench):
    with bench.store.reading() as tx:
        return len(tx.facts.history(FactKind.POLICY, HOUSE))


def test_it_is_written_down_once_however_many_begin():
    bench = Bench()
    for _ in range(3):
        PolicyKeeper(bench.hub).run(Event())
    assert kept(bench) == 1


def test_while_the_database_is_away_it_says_so_and_goes_on(caplog, monkeypatch):
    monkeypatch.setattr(memory, "WAIT_SECONDS", 0.01)
    bench, stop = Bench(), Event()
    stop.set()
    with bench.store.transaction():
        PolicyKeeper(bench.hub).run(stop)
    assert [record.error for record in caplog.records] == ["HUB_DATABASE_AWAY"]
    assert PolicyKeeper(bench.hub).once()
    assert kept(bench) == 1
