from datetime import datetime, timedelta

import pytest

from exchange.core.errors import ConsentEnded
from exchange.core.unavailable import HubUnreachable
from exchange.partner.errors import PacketClosed, PacketUnknown
from exchange.partner.inbox import Stage
from exchange.partner.partner import Partner
from keys.jwk import PrivateKey, Purpose
from tests.partner.conftest import PASSPHRASE
from tests.partner.foreign_hub import new_id, now
from tests.partner.making import CONTENT, DATA, make


class Crash(Exception):
    pass


def crashing_after(looks):
    """A clock that ends the process, so to speak, at its nth look: everything we do looks at the clock."""
    left = iter(range(looks))

    def clock() -> datetime:
        if next(left, None) is None:
            raise Crash
        return now()

    return clock


def test_a_packet_is_received_opened_and_acknowledged(hub, partner):
    sent = make(hub)
    jti = sent.offer()
    done = partner.receive()
    assert (done.received, done.waiting) == ((sent.packet.id,), 0)
    assert partner.read(sent.packet.id).data == DATA
    partner.acknowledge(sent.packet.id, "accepted")
    assert hub.names() == ["received", "accepted"]
    assert hub.heard.acked == [jti]


def test_events_of_a_thread_are_numbered_and_chained_across_packets(hub, partner):
    first = make(hub)
    second = make(hub, referral=first.packet.referral, version=2)
    for sent in (first, second):
        sent.offer()
        partner.receive()
    partner.acknowledge(second.packet.id, "accepted")
    events = hub.events()
    assert [event.seq for event in events] == [1, 2, 3]
    assert [event.version for event in events] == [1, 2, 2]
    assert len({event.prev_sha256 for event in events}) == 3


@pytest.mark.parametrize("looks", range(4, 28, 2))
def test_a_crash_anywhere_loses_nothing_and_repeats_nothing(hub, folder, looks):
    sent = make(hub, files=[("brief.pdf", CONTENT)])
    sent.offer()
    with Partner.open(folder, passphrase=PASSPHRASE, now=crashing_after(looks)) as dying:
        try:
            dying.receive()
        except Crash:
            assert hub.heard.acked == []
    with Partner.open(folder, passphrase=PASSPHRASE) as partner:
        partner.receive()
        assert partner.show(sent.packet.id).stage is Stage.RECEIVED
    assert hub.names() == ["received"]
    assert hub.sets == {}


def test_what_is_signed_is_sent_byte_for_byte_until_it_is_taken(hub, folder):
    sent = make(hub)
    sent.offer()
    hub.faults.refuse_event = "invalid_key"
    with Partner.open(folder, passphrase=PASSPHRASE) as partner:
        partner.receive()
        assert partner.show(sent.packet.id).rejected == (("received", "invalid_key"),)
        waiting = [partner._context.threads.compact(one) for one in next(partner._context.threads.waiting())]
        partner.acknowledge(sent.packet.id, "accepted")
    assert hub.heard.refused == waiting * 2  # and nothing that only the hub's patience could put in order
    hub.faults.refuse_event = ""
    with Partner.open(folder, passphrase=PASSPHRASE) as partner:
        assert partner.receive().waiting == 0
    assert hub.heard.events[0] == waiting[0]


def test_what_is_said_while_the_hub_is_away_is_sent_in_order_later(hub, partner):
    sent = make(hub)
    sent.offer()
    partner.receive()
    hub.faults.down = "/"
    accepted = partner.acknowledge(sent.packet.id, "accepted")
    again = partner.acknowledge(sent.packet.id, "accepted")
    partner.acknowledge(sent.packet.id, "in-service")
    assert (accepted.delivery, again.jti) == ("tried", accepted.jti)
    hub.faults.down = ""
    partner.receive()
    assert hub.names() == ["received", "accepted", "in-service"]


def test_an_attachment_that_broke_off_goes_on_where_it_stopped(hub, partner, tmp_path):
    sent = make(hub, files=[("Brief an mich.pdf", CONTENT)])
    sent.offer()
    hub.faults.cut = 30_000
    assert partner.receive().received == (sent.packet.id,)
    assert hub.heard.ranges == ["", "bytes=30000-"]
    _, brief = partner.export(sent.packet.id, to=tmp_path / "out")
    assert (brief.name, brief.parent) == ("Brief an mich.pdf", tmp_path / "out")
    assert brief.read_bytes() == CONTENT


@pytest.mark.parametrize("name", ["../../Brief an mich.pdf", "Brief\u202efdp.exe", "Mu\u0308ller.pdf"])
def test_an_attachment_with_another_name_than_a_files_own_makes_the_packet_unreadable(hub, partner, folder, name):
    sent = make(hub, files=[(name, CONTENT)])
    sent.offer()
    assert partner.receive().unreadable == ((sent.packet.id, "malformed"),)
    assert not (folder / "inbox" / sent.packet.id / "blobs").exists()


def test_an_attachment_whose_connection_is_lost_goes_on_in_the_next_round(hub, partner):
    sent = make(hub, files=[("brief.pdf", CONTENT)])
    sent.offer()
    hub.faults.lost = 30_000
    with pytest.raises(HubUnreachable):
        partner.receive()
    assert partner.receive().received == (sent.packet.id,)
    assert hub.heard.ranges[-1].startswith("bytes=")


def test_an_attachment_shorter_than_announced_makes_the_packet_unreadable(hub, partner):
    sent = make(hub, files=[("brief.pdf", CONTENT)])
    sent.offer()
    hub.blobs = {name: raw[:-1] for name, raw in hub.blobs.items()}
    assert partner.receive().unreadable == ((sent.packet.id, "digest-mismatch"),)


def test_a_partial_attachment_outlives_the_process(hub, folder):
    sent = make(hub, files=[("brief.pdf", CONTENT)])
    sent.offer()
    (ref,) = sent.packet.attachments
    part = folder / "inbox" / sent.packet.id / "blobs" / f"{ref.sha256}.part"
    part.parent.mkdir(parents=True, mode=0o700)
    part.write_bytes(sent.blobs[ref.sha256][:20_000])
    with Partner.open(folder, passphrase=PASSPHRASE) as partner:
        assert partner.receive().received == (sent.packet.id,)
    assert hub.heard.ranges == ["bytes=20000-"]
    assert not part.exists()


def test_an_attachment_that_stays_wrong_makes_the_packet_unreadable(hub, partner, folder):
    sent = make(hub, files=[("brief.pdf", CONTENT)])
    sent.offer()
    hub.faults.spoil = True
    assert partner.receive().unreadable == ((sent.packet.id, "digest-mismatch"),)
    assert list((folder / "inbox" / sent.packet.id / "blobs").iterdir()) == []


@pytest.mark.parametrize("alone", [True, False])
def test_a_parcel_the_hub_no_longer_has_is_ended_and_not_asked_for_again(hub, partner, alone):
    sent = make(hub)
    sent.offer()
    hub.faults.gone, hub.faults.alone = "HUB_CONSENT_ENDED", alone
    for _ in range(2):
        partner.receive()
    entry = partner.show(sent.packet.id)
    assert (entry.stage, entry.reason) == (Stage.ENDED, "HUB_CONSENT_ENDED")
    assert hub.heard.asked.count(f"/packets/{sent.packet.id}") == int(alone)


def test_nobody_opens_a_packet_for_the_first_time_after_the_consent_has_ended(hub, folder):
    sent = make(hub, until=timedelta(seconds=30))
    sent.offer()
    with Partner.open(folder, passphrase=PASSPHRASE) as partner:
        partner.receive()
    later = Partner.open(folder, passphrase=PASSPHRASE, now=lambda: now() + timedelta(minutes=1))
    with later, pytest.raises(ConsentEnded):
        later.read(sent.packet.id)


def test_nothing_of_the_person_lies_readable_on_the_disk(hub, partner, folder):
    sent = make(hub, files=[("brief.pdf", CONTENT)])
    sent.offer()
    partner.receive()
    hub.faults.down = "/sets"
    partner.question(sent.packet.id, "Ist Erika mobil?", categories=["person.contact"])
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert not any(word in kept for word in (b"Beispiel", b"Erika", b"erika@", b"alles zu viel", b"Brief"))
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}


def test_an_event_that_is_not_genuine_is_named_to_the_hub_and_not_believed(hub, partner):
    sent = make(hub)
    forged = hub.tell("withdrawn", packet=sent.packet.id, jwe_sha256="A" * 43)
    head, claims, _ = hub.sets[forged].split(".")
    hub.sets[forged] = f"{head}.{claims}.{'A' * 86}"
    stranger = new_id()
    hub.sets[stranger] = hub.sets.pop(hub.tell("reminder", packet=sent.packet.id, jwe_sha256="A" * 43))
    done = partner.receive()
    assert {jti: error["err"] for jti, error in hub.heard.errors.items()} == dict(done.faults)
    assert dict(done.faults) == {forged: "authentication_failed", stranger: "invalid_request"}
    assert partner.list() == ()


@pytest.mark.parametrize(
    ("changes", "err"),
    [
        ({"issuer": "https://other.example"}, "invalid_issuer"),
        ({"audience": "https://other.example"}, "invalid_audience"),
        ({"issued_at": now() + timedelta(hours=1)}, "invalid_request"),
        ({"name": "accepted"}, "invalid_request"),
        ({"name": "packet-available"}, "invalid_request"),
    ],
)
def test_an_event_that_is_wrong_in_one_thing_is_not_believed(hub, partner, changes, err):
    hub.tell(**({"name": "withdrawn", "packet": new_id(), "jwe_sha256": "A" * 43} | changes))
    assert [fault for _, fault in partner.receive().faults] == [err]
    assert partner.list() == ()


@pytest.mark.parametrize(("name", "faults"), [("withdrawn", []), ("reminder", ["invalid_key"])])
def test_only_a_stop_signal_outlives_the_key_it_is_signed_with(hub, partner, name, faults):
    over = PrivateKey.generate(Purpose.ACK, nbf=now() - timedelta(days=9), exp=now() - timedelta(days=2))
    hub.keys[Purpose.ACK].append(over)
    hub.tell(name, packet=new_id(), jwe_sha256="A" * 43)
    hub.keys[Purpose.ACK].reverse()
    assert [fault for _, fault in partner.receive().faults] == faults


def test_a_parcel_damaged_on_the_way_is_asked_for_again(hub, partner):
    sent = make(hub)
    sent.offer()
    hub.faults.garbled = True
    with pytest.raises(HubUnreachable):
        partner.receive()
    hub.faults.garbled = False
    assert partner.receive().received == (sent.packet.id,)


def test_an_id_used_for_something_else_overwrites_nothing(hub, partner):
    sent = make(hub)
    jti = hub.tell("reminder", packet=sent.packet.id, jwe_sha256="A" * 43)
    partner.receive()
    hub.tell("withdrawn", packet=sent.packet.id, jwe_sha256="A" * 43, jti=jti)
    assert partner.receive().faults == ((jti, "invalid_request"),)
    assert partner.list() == ()


def test_a_packet_that_is_not_here_cannot_be_opened_or_answered(hub, partner):
    with pytest.raises(PacketUnknown):
        partner.read(new_id())
    sent = make(hub)
    sent.offer()
    hub.faults.gone = "HUB_ENDED"
    partner.receive()
    with pytest.raises(PacketClosed):
        partner.acknowledge(sent.packet.id, "accepted")


def test_one_packet_the_hub_breaks_over_does_not_end_what_was_done_before(hub, partner):
    first, second = make(hub), make(hub)
    first.offer()
    second.offer()
    hub.faults.down = f"/packets/{second.packet.id}"
    with pytest.raises(HubUnreachable):
        partner.receive()
    hub.faults.down = ""
    partner.receive()
    assert sorted(hub.names()) == ["received", "received"]
