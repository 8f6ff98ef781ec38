"""The log and what was stored beside it say the same."""

from exchange.flows.evidence.verify import verify_log
from tests.support.hubs import Bench


def test_a_disclosure_that_is_not_in_the_ledger_is_found():
    bench = Bench()
    bench.under_way("under-review")
    bench.store._tables.ledger.clear()
    assert [one.what for one in verify_log(hub=bench.hub).findings] == ["disclosures-differ-from-ledger"]
