"""What is held against the rows: leaves that can be believed, and no longer those of somebody who was erased since."""

from exchange.flows.evidence.compare import RowLeaves
from exchange.flows.evidence.sequence import place_waiting
from tests.support.examples import a_person, uid
from tests.support.hubs import Bench
from tests.support.places import SqlPlace


def test_what_told_of_somebody_who_was_erased_since_is_missed_no_more(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    bench, leaves = Bench(store=place.open()), RowLeaves()
    with bench.store.transaction() as tx:
        tx.people.add(a_person(30))
    place_waiting(hub=bench.hub)
    place.change("UPDATE record SET body = x'00' WHERE about LIKE 'person:%'")
    with bench.store.reading() as tx:
        leaves.read_on(tx)
    assert len(leaves.broken) == 1
    place.person_keys().destroy(uid(30))
    # Another process: who read a key a moment ago still may, for a minute.
    with place.open().reading() as tx:
        leaves.read_on(tx)
    assert leaves.broken == []
    place.close()
