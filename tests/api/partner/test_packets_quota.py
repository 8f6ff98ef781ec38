"""What a partner puts and nothing names is bounded, and takes no room that others need."""

from datetime import timedelta
from threading import Event

import pytest

from exchange.core.policy import Policy
from exchange.flows.operations.sweep import sweep
from keys.encoding import b64url, sha256
from tests.support.feedback import attached
from tests.support.hubs import OTHER, Bench
from tests.support.office import ABSENT, Office, TickingClock, code

MOST = 12_288
DAY = 24 * 60 * 60


@pytest.fixture
def office():
    return Office(bench=Bench(policy=Policy(upload_bytes=MOST), clock=TickingClock()))


def put(partner, content, name=""):
    return partner.call("PUT", f"/blobs/{name or b64url(sha256(content))}", content=content)


def in_pieces(content, most=1000):
    """A body of which nobody says how long it is."""

    async def pieces():
        for start in range(0, len(content), most):
            yield content[start : start + most]

    return pieces()


def test_so_many_bytes_that_nothing_names_and_then_when_to_come_again(office):
    partner = office.client()
    assert put(partner, b"a" * 8000).status_code == 204
    office.bench.clock.advance(hours=1)
    partner = office.client()
    refused = put(partner, b"b" * 6000)
    assert code(refused) == (429, "SENDER_UPLOAD_QUOTA_EXCEEDED")
    assert int(refused.headers["retry-after"]) == DAY - 3600
    assert len(office.bench.blobs.kept) == 1
    assert put(partner, b"c" * 4000).status_code == 204
    assert put(office.client(OTHER), b"b" * 6000).status_code == 204


def test_the_count_is_not_this_process_s_own(office):
    put(office.client(), b"a" * 8000)
    another = Office(bench=office.bench)
    assert code(put(another.client(), b"b" * 6000)) == (429, "SENDER_UPLOAD_QUOTA_EXCEEDED")


def test_each_file_counts_for_the_room_it_takes_on_a_disk(office):
    partner = office.client()
    assert [put(partner, bytes([one])).status_code for one in range(4)] == [204, 204, 204, 429]


def test_what_is_here_already_and_what_was_not_kept_count_nothing(office):
    partner = office.client()
    for _ in range(5):
        assert put(partner, b"a" * 6000).status_code == 204
        assert code(put(partner, b"d" * 4000, name=ABSENT)) == (422, "SENDER_ATTACHMENT_REFUSED")
    assert put(partner, b"c" * 4000).status_code == 204


def test_a_body_of_unknown_length_brings_what_there_is_room_for_and_counts_for_what_it_brought(office):
    partner = office.client()

    def streamed(content):
        return partner.call("PUT", f"/blobs/{b64url(sha256(content))}", content=in_pieces(content))

    assert streamed(b"a" * 6000).status_code == 204
    assert code(streamed(b"b" * 6000)) == (429, "SENDER_UPLOAD_QUOTA_EXCEEDED")
    assert streamed(b"c" * 4000).status_code == 204


def test_what_an_event_names_does_not_count_any_more_once_it_was_accepted(office):
    partner, bench = office.client(), office.bench
    voice = bench.under_way("under-review", level=4, no_show=False)
    for one in range(3):
        said = bytes([65 + one]) * 6000
        before = dict(bench.blobs.kept)
        document = attached(voice, said=said)
        (sealed,) = (bench.blobs.kept.pop(name) for name in set(bench.blobs.kept) - set(before))
        assert put(partner, sealed).status_code == 204
        assert voice.says("feedback", **document) == "accepted"


def test_what_was_swept_away_and_what_never_came_count_no_more(office):
    partner, bench = office.client(), office.bench
    put(partner, b"a" * 8000)
    with bench.store.shared() as tx:
        (one,) = tx.uploads.before(bench.clock.now() + timedelta(seconds=1))
    bench.blobs.remove(one.sha256)
    sweep(hub=bench.hub, stop=Event())
    assert put(partner, b"b" * 6000).status_code == 429
    bench.clock.advance(hours=25)
    sweep(hub=bench.hub, stop=Event())
    assert put(office.client(), b"b" * 6000).status_code == 204


def test_without_room_nothing_is_received(office):
    partner, office.bench.blobs.room = office.client(), 0
    assert code(put(partner, b"a")) == (507, "HUB_DISK_FULL")
