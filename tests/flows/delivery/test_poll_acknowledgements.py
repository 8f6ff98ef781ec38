"""What a partner has stored is gone from its mailbox; what it cannot take is a work item."""

import pytest

from exchange.flows.delivery.poll import collect
from tests.support.hubs import CENTRE, Bench


def offered(bench, **asked: object):
    usual = {"limit": 10, "acks": (), "errors": {}, "hub": bench.hub}
    return [jti for jti, _ in collect(CENTRE, **usual | asked).sets]


def test_what_is_not_acknowledged_is_offered_again_after_a_minute():
    bench = Bench()
    bench.sent()
    first = offered(bench)
    assert (len(first), offered(bench)) == (1, [])
    bench.clock.advance(seconds=60)
    assert offered(bench) == first
    bench.clock.advance(seconds=60)
    assert offered(bench, acks=first) == []


def test_nobody_acknowledges_anothers_mail():
    bench = Bench()
    bench.sent()
    (first,) = offered(bench)
    collect("https://andere.example", limit=0, acks=[first], errors={}, hub=bench.hub)
    bench.clock.advance(seconds=60)
    assert offered(bench) == [first]


@pytest.mark.parametrize(
    ("said", "kept"), [("invalid_key", "invalid_key"), ("Erika ist da!", "Erikaistda"), ("…", "unknown")]
)
def test_what_a_partner_cannot_take_is_a_work_item(said, kept):
    bench = Bench()
    bench.sent()
    (first,) = offered(bench)
    offered(bench, errors={first: said})
    with bench.store.reading() as tx:
        assert tx.outbox.work_items(limit=9) == ((CENTRE, first, kept),)


def test_odd_acknowledgements_are_nobodys():
    bench = Bench()
    bench.sent()
    offered(bench, acks=["", "\x00", "x" * 9999, "018f0000-0000-7000-8000-000000000001"], errors={"": "x"})
    with bench.store.reading() as tx:
        assert tx.outbox.waiting(CENTRE, at=bench.clock.now()) == 1
