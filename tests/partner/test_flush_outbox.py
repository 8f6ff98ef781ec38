"""Several at once: parcels come along with a poll, answers go in one call, and whatever has no verdict goes again."""

import pytest

from exchange.core.unavailable import HubUnreachable
from exchange.partner.flush_outbox import deliver
from exchange.partner.inbox import Stage
from tests.partner.making import make

POLL, ONE, SEVERAL = "/sets/poll", "/sets", "/sets/push"


def offered(hub, count):
    sent = [make(hub) for _ in range(count)]
    for one in sent:
        one.offer()
    return [one.packet.id for one in sent]


def counted(hub):
    """How often each of the calls was made, and how often a parcel was fetched."""
    fetched = sum(path.startswith("/packets/") for path in hub.heard.asked)
    return {path: hub.heard.asked.count(path) for path in (ONE, SEVERAL)} | {"fetched": fetched}


def test_many_parcels_come_with_one_poll_and_are_answered_in_one_call(hub, partner):
    packets = offered(hub, 5)
    assert sorted(partner.receive().received) == sorted(packets)
    assert counted(hub) == {ONE: 0, SEVERAL: 1, "fetched": 0}
    assert (hub.names(), len(hub.heard.acked)) == (["received"] * 5, 5)


def test_a_single_answer_goes_as_rfc_8935_has_it(hub, partner):
    offered(hub, 1)
    partner.receive()
    assert counted(hub) == {ONE: 1, SEVERAL: 0, "fetched": 0}


def test_what_is_announced_alone_is_fetched_as_ever(hub, partner):
    hub.faults.alone = True
    packets = offered(hub, 2)
    assert sorted(partner.receive().received) == sorted(packets)
    assert counted(hub)["fetched"] == 2


def test_what_has_no_verdict_goes_again_byte_for_byte_and_nothing_is_lost(hub, partner):
    packets = offered(hub, 3)
    hub.faults.silent = {"received"}
    with pytest.raises(HubUnreachable):
        partner.receive()
    assert hub.heard.events == []
    waiting = [partner._context.threads.compact(sent) for some in partner._context.threads.waiting() for sent in some]
    hub.faults.silent = set()
    assert partner.receive().waiting == 0
    assert {*hub.heard.events} == {*waiting}
    assert {partner.show(one).stage for one in packets} == {Stage.RECEIVED}


def test_where_some_have_a_verdict_the_others_wait_for_the_next_round(hub, partner):
    first, second = offered(hub, 2)
    partner.receive()
    hub.faults.down = ONE
    for packet, name in ((first, "accepted"), (second, "declined")):
        partner.acknowledge(packet, name, **({"reason": "no-capacity"} if name == "declined" else {}))
    hub.faults.down, hub.faults.silent, before = "", {"declined"}, len(hub.heard.events)
    context = partner._context
    (taken,) = deliver(context.session, threads=context.threads).accepted
    assert (taken.name, len(hub.heard.events)) == ("accepted", before + 1)
    hub.faults.silent = set()
    assert partner.receive().waiting == 0
    assert sorted(hub.names()) == ["accepted", "declined", "received", "received"]


def test_a_refused_event_among_several_is_the_only_one_that_stays(hub, partner):
    offered(hub, 2)
    hub.faults.refuse_event = "invalid_key"
    assert partner.receive().waiting == 2
    hub.faults.refuse_event = ""
    assert partner.receive().waiting == 0
