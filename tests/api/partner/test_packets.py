"""Parcels and attachments over the wire: whole, with their digest, and for their partner only."""

import base64
import hashlib

import pytest

from exchange.core.vocabulary import State
from keys.encoding import b64url, sha256
from keys.strictjson import loads
from tests.support.hubs import OTHER, a_file
from tests.support.office import ABSENT, NOTHING, code, sent

FILE = b"%PDF-1.7\n" + b"Ein langer Brief (erfunden). " * 20_000


# Packets


def test_a_parcel_comes_with_its_digest(office, partner):
    answer = partner.get(f"/packets/{sent(office).packet}")
    expected = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
    assert answer.headers["content-digest"] == f"sha-256=:{expected}:"
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (
        "application/rx-parcel+json",
        "no-store",
    )
    assert set(loads(answer.content)) == {"transfer", "packet"}


def test_a_parcel_is_handed_over_before_its_first_byte_and_once(office, partner):
    referral = sent(office)
    first, second = partner.get(f"/packets/{referral.packet}"), partner.get(f"/packets/{referral.packet}")
    assert first.content == second.content
    assert len(office.bench.ledger(referral.person)) == 1


def test_to_look_only_at_the_headers_is_no_disclosure(office, partner):
    referral = sent(office)
    assert partner.call("HEAD", f"/packets/{referral.packet}").status_code == 405
    assert office.bench.ledger(referral.person) == ()


def test_another_partners_packet_is_not_there(office):
    referral = sent(office)
    other = office.client(OTHER)
    answers = [other.get(f"/packets/{one}") for one in (referral.packet, NOTHING)]
    assert [code(one) for one in answers] == [(404, "HUB_NOT_FOUND")] * 2
    assert other.get(f"/referrals/{referral.id}").status_code == 404


def test_another_partners_matter_is_not_there_even_once_it_is_under_way(office):
    voice = office.bench.under_way("under-review")
    assert code(office.client(OTHER).get(f"/referrals/{voice.referral.id}")) == (404, "HUB_NOT_FOUND")


def test_what_was_withdrawn_is_gone(office, partner):
    referral = sent(office)
    office.bench.withdraw(referral.consent)
    assert code(partner.get(f"/packets/{referral.packet}")) == (410, "HUB_CONSENT_ENDED")


def test_what_was_cancelled_is_gone(office, partner):
    referral = sent(office)
    office.bench.cancel(referral)
    assert code(partner.get(f"/packets/{referral.packet}")) == (410, "HUB_ENDED")


def test_a_consent_that_ended_a_second_ago_is_gone(office):
    office.bench.a_consent(days=1)
    referral = office.bench.refer()
    office.bench.worker.once()
    office.bench.clock.advance(days=1, seconds=1)
    assert code(office.client().get(f"/packets/{referral.packet}")) == (410, "HUB_CONSENT_ENDED")
    assert office.bench.now(referral).state is State.AWAITING_CONSENT


# Attachments


@pytest.fixture
def blob(office, partner):
    """An attachment that may be fetched: its address and its bytes."""
    referral = sent(office, files=[a_file(FILE)])
    assert partner.get(f"/packets/{referral.packet}").status_code == 200
    (name,) = office.bench.packet(referral.packet).blobs
    return f"/blobs/{name}", office.bench.blobs.kept[name]


def test_an_attachment_comes_whole(partner, blob):
    address, content = blob
    answer = partner.get(address)
    assert (answer.status_code, answer.content, answer.headers["accept-ranges"]) == (200, content, "bytes")


def test_a_broken_download_goes_on_where_it_stopped(partner, blob):
    address, content = blob
    first = partner.get(address, Range="bytes=0-99999")
    rest = partner.get(address, Range="bytes=100000-")
    assert (first.status_code, rest.status_code, first.content + rest.content) == (206, 206, content)
    assert rest.headers["content-range"] == f"bytes 100000-{len(content) - 1}/{len(content)}"


def test_a_range_beyond_the_end_is_said_to_be(partner, blob):
    address, content = blob
    answer = partner.get(address, Range=f"bytes={len(content)}-")
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(content)}")


@pytest.mark.parametrize("wanted", ["bytes=-5", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b", "bytes=" + "9" * 40 + "-"])
def test_any_other_range_is_answered_with_the_whole(partner, blob, wanted):
    address, content = blob
    assert partner.get(address, Range=wanted).content == content


def test_an_attachment_is_not_there_before_its_packet_was_fetched(office, partner):
    referral = sent(office, files=[a_file()])
    (name,) = office.bench.packet(referral.packet).blobs
    assert code(partner.get(f"/blobs/{name}")) == (404, "HUB_NOT_FOUND")


def test_an_attachment_goes_with_its_consent(office, partner, blob):
    (consent,) = office.bench.store._tables.consents.values()
    office.bench.withdraw(consent)
    assert code(partner.get(blob[0])) == (410, "HUB_CONSENT_ENDED")


def test_another_partners_attachment_is_not_there(office, blob):
    assert office.client(OTHER).get(blob[0]).status_code == 404


def put(partner, content, name=None):
    name = name or b64url(sha256(content))
    return partner.call("PUT", f"/blobs/{name}", content=content)


def test_a_partner_puts_its_own_attachment_as_often_as_it_likes(office, partner):
    assert [put(partner, FILE).status_code for _ in range(2)] == [204, 204]
    assert office.bench.blobs.kept[b64url(sha256(FILE))] == FILE


def test_an_attachment_under_a_wrong_digest_is_refused(office, partner):
    assert code(put(partner, FILE, name=ABSENT)) == (422, "SENDER_ATTACHMENT_REFUSED")
    assert list(office.bench.blobs.all()) == []


def test_an_attachment_is_not_compressed_on_its_way(partner):
    answer = partner.call("PUT", f"/blobs/{ABSENT}", content=b"x", headers={"Content-Encoding": "gzip"})
    assert code(answer) == (415, "SENDER_UNSUPPORTED_MEDIA_TYPE")


def test_an_attachment_that_is_too_large_is_refused(partner):
    async def pieces():
        for _ in range(60):
            yield b"x" * 1024 * 1024

    answer = partner.call("PUT", f"/blobs/{ABSENT}", content=pieces())
    assert code(answer) == (413, "SENDER_TOO_LARGE")


@pytest.mark.parametrize("name", ["x", "..%2f..%2fetc", "A" * 44, "é" * 43])
def test_what_is_no_digest_is_not_there(partner, name):
    assert partner.get(f"/blobs/{name}").status_code in {404, 401}
