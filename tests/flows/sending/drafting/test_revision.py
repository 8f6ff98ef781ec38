"""What was sent is changed by a small document; who wrote a value that stays is not among what it changes."""

import pytest

from exchange.core.errors import SchemaInvalid
from exchange.flows.sending.update import update
from tests.support.hubs import BOSS, KIM, Bench, claim, encoded

RELABELLED = [{"/plan": "person"}, {"": "jobcenter"}, {"/note": "jobcenter"}, {"/plan/goal": "person"}]


def send(bench, referral, **document: object):
    return update(referral.id, encoded(document), files=(), by=claim(KIM), approve_by=claim(BOSS), hub=bench.hub)


@pytest.mark.parametrize("sources", RELABELLED)
def test_an_empty_update_relabels_nothing(sources):
    bench = Bench()
    voice = bench.under_way("under-review")
    with pytest.raises(SchemaInvalid) as refused:
        send(bench, voice.referral, data={}, sources=sources)
    assert (refused.value.detail, refused.value.pointer.startswith("/data/")) == ("source", True)
    assert voice.referral.packet == voice.packet


def test_an_empty_answer_relabels_nothing():
    bench = Bench()
    voice = bench.under_way("under-review", "question")
    with pytest.raises(SchemaInvalid):
        bench.answer(voice.referral, data={}, sources={"/plan": "person"})


def test_a_value_that_changes_says_where_it_comes_from_now():
    bench = Bench()
    voice = bench.under_way("under-review")
    document = {"data": {"plan": {"goal": "eine Stelle im Garten"}}, "sources": {"/plan/goal": "person"}}
    sent = send(bench, voice.referral, **document)
    rows = {row["pointer"]: row["source"] for row in bench.packet(sent.packet).manifest}
    assert (rows["/plan/goal"], rows["/plan/step"]) == ("person", "jobcenter")
