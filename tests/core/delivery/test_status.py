from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.calendar import Calendar, Land
from exchange.core.delivery.status import STOPPABLE, deliver_step, next_steps, return_uncollected, way_to_received
from exchange.core.vocabulary import Actor, Delivery

BERLIN = Calendar(Land.BERLIN)
NOON = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)
SPECIFICATION = """
queued sending hub
sending handed-over hub
handed-over received partner
sending retrying hub
retrying sending hub
retrying dead-letter hub
dead-letter queued caseworker
handed-over unreadable partner
queued withdrawn-before-delivery hub
sending withdrawn-before-delivery hub
retrying withdrawn-before-delivery hub
queued returned hub
sending returned hub
retrying returned hub
"""
WRITTEN = {tuple(line.split()) for line in SPECIFICATION.strip().splitlines()}


@pytest.mark.parametrize("by", Actor)
@pytest.mark.parametrize("origin", Delivery)
def test_a_parcel_takes_the_steps_of_the_specification_and_no_other(origin, by):
    granted = {to for to in Delivery if deliver_step(origin, to=to, by=by)}
    assert granted == {to for to in Delivery if (origin, to, by) in WRITTEN}
    assert set(next_steps(origin, by=by)) == granted


def test_a_refusal_names_the_legal_steps():
    verdict = deliver_step(Delivery.SENDING, to=Delivery.RECEIVED, by=Actor.HUB)
    assert verdict.reason == "illegal-step"
    assert verdict.allowed == ("handed-over", "retrying", "withdrawn-before-delivery", "returned")


def test_what_was_handed_over_can_no_longer_be_stopped():
    assert {"queued", "sending", "retrying"} == STOPPABLE


@pytest.mark.parametrize("origin", [Delivery.QUEUED, Delivery.SENDING, Delivery.RETRYING])
def test_a_parcel_nobody_collects_is_returned_when_the_fourteenth_day_is_over(origin):
    over = datetime(2026, 6, 24, 22, 0, tzinfo=UTC)
    early = return_uncollected(origin, since=NOON, at=over - timedelta(seconds=1), calendar=BERLIN)
    assert not early
    assert early.reason == "too-early"
    assert return_uncollected(origin, since=NOON, at=over, calendar=BERLIN)


@pytest.mark.parametrize("origin", sorted(set(Delivery) - STOPPABLE))
def test_what_is_not_waiting_is_never_returned(origin):
    verdict = return_uncollected(origin, since=NOON, at=NOON + timedelta(days=60), calendar=BERLIN)
    assert not verdict
    assert verdict.reason == "illegal-step"


@given(st.sampled_from(Delivery))
def test_the_way_to_received_is_made_of_legal_steps(origin):
    way = (origin, *way_to_received(origin))
    assert way[-1] is Delivery.RECEIVED or len(way) == 1
    assert all(any(deliver_step(one, to=other, by=by) for by in Actor) for one, other in pairwise(way))


def test_nothing_leads_to_received_from_where_a_parcel_has_ended():
    ended = {origin for origin in Delivery if not way_to_received(origin)}
    assert ended == {"received", "unreadable", "dead-letter", "withdrawn-before-delivery", "returned"}
