"""What a partner puts and nothing names is bounded, and takes no room that others need."""

import pytest

from exchange.core.rate_limit import Limits
from keys.encoding import b64url, sha256
from tests.support.hubs import OTHER
from tests.support.office import ABSENT, Office, code

MOST = 10_000
DAY = 24 * 60 * 60


@pytest.fixture
def office():
    return Office(limits=Limits(upload_bytes=MOST))


def put(partner, content, name=""):
    return partner.call("PUT", f"/blobs/{name or b64url(sha256(content))}", content=content)


def test_so_many_bytes_a_day_and_then_when_to_come_again(office):
    partner = office.client()
    assert put(partner, b"a" * 6000).status_code == 204
    refused = put(partner, b"b" * 6000)
    assert code(refused) == (429, "SENDER_UPLOAD_QUOTA_EXCEEDED")
    assert 0 < int(refused.headers["retry-after"]) <= DAY * 2000 // MOST + 1
    assert len(office.bench.blobs.kept) == 1
    assert put(partner, b"c" * 4000).status_code == 204
    assert put(office.client(OTHER), b"b" * 6000).status_code == 204


def test_what_is_here_already_and_what_was_not_kept_count_nothing(office):
    partner = office.client()
    for _ in range(5):
        assert put(partner, b"a" * 6000).status_code == 204
        assert code(put(partner, b"d" * 4000, name=ABSENT)) == (422, "SENDER_ATTACHMENT_REFUSED")
    assert put(partner, b"c" * 4000).status_code == 204


def test_without_room_nothing_is_received(office):
    partner, office.bench.blobs.room = office.client(), 0
    assert code(put(partner, b"a")) == (507, "HUB_DISK_FULL")
