"""What goes wrong in the world, and what the hub says of it: never a traceback, never half a deed."""

import socket
from datetime import timedelta

import pytest

from exchange.cli.listen import bind
from exchange.cli.terminal.usage import BadCall
from exchange.core.errors import KeyUnusable, NotCovered, TooLarge, WrongPassphrase
from exchange.core.packet.media import AttachmentRefused
from exchange.core.policy import Policy
from exchange.core.unavailable import DatabaseUnavailable, PortTaken
from exchange.flows.sending.drafting.draft import draft
from exchange.flows.staff.authenticate import Credentials
from keys.jwk import PrivateKey, Purpose
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, KIM, Bench, a_file, claim, document_of, encoded, jwks, refer_document
from tests.support.office import Office, TickingClock, code
from tests.support.places import SqlPlace


def test_a_packet_of_two_megabytes_is_too_large():
    bench = Bench()
    large = encoded(refer_document(reason="x" * 2_000_000))
    with pytest.raises(TooLarge) as refused:
        draft(large, files=(), by=claim(KIM), hub=bench.hub)
    assert (refused.value.status, refused.value.code) == (413, "SENDER_TOO_LARGE")
    assert bench.leaves("REFERRAL_CREATED") == []


@pytest.mark.parametrize("file", [a_file(b"x" * 11), a_file(b"xxx", length=9)], ids=["over the limit", "cut off"])
def test_an_attachment_over_the_limit_or_cut_off_is_refused(file):
    bench = Bench(policy=Policy(attachment_limit=10))
    with pytest.raises(AttachmentRefused):
        bench.draft(files=[file])
    assert (list(bench.blobs.all()), bench.leaves("REFERRAL_CREATED")) == ([], [])


def test_nothing_is_sealed_to_a_key_that_has_retired():
    bench = Bench()
    short = PrivateKey.generate(
        Purpose.ENC, alg="ECDH-ES+A256KW", nbf=NOON - timedelta(days=1), exp=NOON + timedelta(days=1)
    )
    bench.enrol(document_of(CENTRE) | {"enc_jwks": jwks(short)})
    bench.a_consent()
    referral = bench.draft()
    bench.clock.advance(days=1)
    with pytest.raises(KeyUnusable):
        bench.release(referral)
    assert bench.leaves("PACKET_SEALED") == []


def test_a_consent_that_ended_a_second_ago_lets_nothing_out():
    bench = Bench()
    bench.a_consent(days=1)
    referral = bench.draft()
    bench.clock.advance(days=1, seconds=1)
    with pytest.raises(NotCovered):
        bench.release(referral)


def test_a_wrong_passphrase_changes_nothing():
    bench = Bench()
    before = len(bench.log())
    with pytest.raises(WrongPassphrase):
        draft(encoded(refer_document()), files=(), by=Credentials(KIM, b"falsch"), hub=bench.hub)
    assert len(bench.log()) == before


@pytest.fixture
def place(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    yield place
    place.close()


@pytest.fixture
def office(place):
    return Office(bench=Bench(store=place.open(), clock=TickingClock()))


def break_it(folder):
    """The file is there and is no database any more."""
    for path in folder.glob("main.db*"):
        path.write_bytes(b"no database at all " * 500)


def test_when_the_database_is_gone_callers_hear_503_and_when_to_come_back(office, place, tmp_path):
    partner = office.client()
    place.close()
    break_it(tmp_path)
    answers = [partner.get("/directory"), office.send("GET", "/readyz"), partner.poll()]
    assert [code(one) for one in answers] == [(503, "HUB_DATABASE_AWAY")] * 3
    assert {one.headers["retry-after"] for one in answers} == {"60"}
    assert office.send("GET", "/livez").status_code == 200


def test_when_the_database_is_gone_a_caseworker_hears_so(office, place, tmp_path):
    place.close()
    break_it(tmp_path)
    with pytest.raises(DatabaseUnavailable):
        office.bench.draft()


def test_a_port_that_is_taken_is_named_as_such():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(PortTaken) as refused:
        bind(f"127.0.0.1:{taken.getsockname()[1]}")
    assert refused.value.code == "HUB_PORT_TAKEN"


@pytest.mark.parametrize("listen", ["127.0.0.1:70000", "192.0.2.1:0"])
def test_an_address_that_is_not_ours_is_refused(listen):
    with pytest.raises(PortTaken):
        bind(listen)


@pytest.mark.parametrize("listen", ["", "8080", "localhost", "127.0.0.1:x", ":1"])
def test_what_is_no_address_is_a_wrong_parameter(listen):
    with pytest.raises(BadCall) as refused:
        bind(listen, option="--metrics-listen")
    assert refused.value.where == "--metrics-listen"
