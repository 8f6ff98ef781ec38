"""A hub has its log cosigned by others, and goes on when they are away."""

from dataclasses import replace

import pytest

from adapters.outbound.client import Unreachable
from exchange.core.errors import FourEyes
from exchange.core.evidence.checkpoint import ProofInvalid
from exchange.core.evidence.cosignature import CheckpointStale
from exchange.core.evidence.witness_policy import WitnessesMissing, WitnessPolicy
from exchange.core.operations.finding import Grade
from exchange.flows.evidence.checkpoint import vkey
from exchange.flows.evidence.prove import check_policy, check_proof, prove_leaf
from exchange.flows.federation.cosigned import (
    add_witness,
    keep_cosigned,
    our_witnesses,
    policy_text,
    standings,
    submission,
)
from exchange.flows.federation.witness import add_checkpoint, witness_vkey
from exchange.flows.federation.witnessed_logs import add_log
from exchange.operations.evidence_log import check_witnesses
from exchange.runtime.witness_feeder import ALARM_SECONDS, EVERY_SECONDS, WitnessFeeder
from exchange.storage.files.witnessed import FileWitnessed
from keys.jwk import Purpose
from keys.note import COSIGNATURE, Verifier, cosign, cosigned
from keys.ring import Ring
from tests.support.evidence import HOST, Logged
from tests.support.hubs import BOSS, OPS, Bench, claim, key_of

ORIGIN = f"{HOST}/rx-log/1"
TWO = {"by": claim(OPS), "approve_by": claim(BOSS)}


class Peer:
    """Another hub that witnesses ours, under a name and with a key of its own."""

    def __init__(self, folder, name, *, ours) -> None:
        self.key, self.kept, self.away, self.calls = key_of(name, Purpose.WITNESS), FileWitnessed(folder), False, 0
        self.hub = replace(Bench().hub, origin=f"https://{name}", rings=lambda: Ring([self.key]))
        self.address, self.vkey = f"https://{name}/witness", witness_vkey(self.hub)
        self.verifier = Verifier.read(self.vkey, kind=COSIGNATURE)
        add_log(ORIGIN, vkey(log=1, hub=ours), operator="Wir (erfunden)", hub=self.hub, **TWO)

    def answers(self, body):
        self.calls += 1
        if self.away:
            raise Unreachable("timeout")
        try:
            return 200, add_checkpoint(body, witnessed=self.kept, hub=self.hub).encode()
        except CheckpointStale as stale:
            return 409, f"{stale.size}\n".encode()


class Fed:
    """Our hub, its log, and two peers of other houses."""

    def __init__(self, folder) -> None:
        self.log = Logged(folder / "log")
        self.hub, self.book = self.log.hub, self.log.book
        names = ("nord.example", "sued.example")
        self.peers = [Peer(folder / name, name, ours=self.hub) for name in names]
        for peer in self.peers:
            self.knows(peer)
        self.log.published(40)
        self.feeder = self.starts()

    def knows(self, peer, operator="", **people):
        operator = operator or f"{peer.hub.origin} (erfunden)"
        return add_witness(peer.address, peer.vkey, operator=operator, hub=self.hub, **(TWO | people))

    def starts(self):
        return WitnessFeeder(self.hub, published=self.book, post=self._post)

    def _post(self, address, body):
        (peer,) = [one for one in self.peers if address == f"{one.address}/add-checkpoint"]
        return peer.answers(body)

    def feeds(self, *, after=EVERY_SECONDS + 1):
        self.log.bench.clock.advance(seconds=after)
        return self.feeder.once()

    def signers(self):
        note = self.book.cosigned(1)
        return set(cosigned(note, witnesses=[one.verifier for one in self.peers])) if note else set()

    def size(self):
        return int(self.book.cosigned(1).split("\n")[1])


@pytest.fixture
def fed(tmp_path):
    return Fed(tmp_path)


def test_what_two_houses_have_cosigned_is_kept_with_their_signatures(fed):
    assert fed.feeder.once() is True
    assert (fed.signers(), fed.size()) == ({one.verifier for one in fed.peers}, 40)
    assert fed.feeder.unwitnessed_seconds == 0


def test_one_house_is_not_enough_and_what_two_signed_before_stays(fed):
    fed.feeder.once()
    fed.peers[0].away = True
    fed.log.published(50)
    assert fed.feeds() is False
    assert fed.size() == 40
    fed.peers[0].away = False
    assert (fed.feeds(), fed.size()) == (True, 50)


def test_two_keys_of_one_house_are_one_house(fed, tmp_path):
    third = Peer(tmp_path / "third", "nord-zwei.example", ours=fed.hub)
    fed.peers = [fed.peers[0], third]
    fed.knows(third, operator="https://nord.example (erfunden)")
    fed.peers.append(Peer(tmp_path / "gone", "sued.example", ours=fed.hub))
    fed.peers[-1].away = True
    assert fed.feeder.once() is False
    assert fed.book.cosigned(1) == ""


def test_a_demo_asks_for_one(fed):
    fed.hub = replace(fed.hub, demo=True)
    fed.peers[0].away = True
    assert fed.starts().once() is True


def test_witnesses_are_asked_once_a_minute_and_not_at_all_when_nothing_grew(fed):
    fed.feeder.once()
    fed.log.published(50)
    assert fed.feeds(after=EVERY_SECONDS - 1) is False
    assert fed.size() == 40
    assert fed.feeds(after=2) is True
    calls = [one.calls for one in fed.peers]
    assert fed.feeds() is False
    assert [one.calls for one in fed.peers] == calls


def test_a_process_that_starts_anew_asks_the_witness_how_far_it_is(fed):
    fed.feeder.once()
    fed.log.published(70)
    fed.feeder = fed.starts()
    assert (fed.feeder.once(), fed.size()) == (True, 70)
    # A cosignature for nothing known, and one from where the witness said.
    assert [one.calls for one in fed.peers] == [3, 3]


def test_quarter_of_an_hour_without_enough_of_them_is_an_alarm_once(fed, caplog):
    fed.peers[0].away = True
    fed.feeder.once()
    for _ in range(4):
        fed.feeds(after=ALARM_SECONDS / 2)
    alarms = [one.message for one in caplog.records if one.levelname == "ERROR"]
    assert alarms == ["evidence log not witnessed"]
    assert fed.feeder.unwitnessed_seconds >= ALARM_SECONDS
    fed.peers[0].away = False
    assert fed.feeds() is True
    assert fed.feeder.unwitnessed_seconds == 0


def test_who_does_not_answer_is_said_once_for_each_reason(fed, caplog):
    fed.peers[0].away = True
    for size in (41, 42, 43):
        fed.log.published(size)
        fed.feeds()
    said = [(one.message, one.code) for one in caplog.records if one.levelname == "WARNING"]
    assert said == [("witness did not cosign", "timeout")]


@pytest.mark.parametrize(
    "answer",
    [
        (200, b""), (200, b"\xff\xfe"), (200, b"a page"), (500, b"broken"), (409, b"many\n"), (409, b"9" * 40),
        (409, b"4000\n"),
    ],
    ids=map(str, range(9)),
)  # fmt: skip
def test_what_is_no_cosignature_counts_for_nothing(fed, answer):
    fed.peers[0].answers = lambda _: answer
    assert fed.feeder.once() is False
    assert fed.book.cosigned(1) == ""


def test_a_cosignature_of_another_text_or_by_somebody_else_counts_for_nothing(fed):
    name, key = "nord.example/witness", fed.peers[0].key
    for line in (
        lambda _: cosign("else\n1\nAA==\n", name=name, key=key, at=9),
        lambda body: cosign(text_of(body), name="x.example", key=key, at=9),
        lambda body: cosign(text_of(body), name=name, key=fed.peers[1].key, at=9),
    ):
        fed.peers[0].answers = lambda body, line=line: (200, line(body).encode())
        assert fed.feeds() is False
    assert fed.book.cosigned(1) == ""


def test_a_cosignature_under_another_status_counts_for_nothing(fed):
    honest = fed.peers[0].answers
    fed.peers[0].answers = lambda body: (500, honest(body)[1])
    assert fed.feeder.once() is False


def test_what_an_older_round_brings_late_does_not_replace_what_is_newer(fed):
    of, before = our_witnesses(fed.hub), fed.book.note(1)
    fed.feeder.once()
    lines = {one.address: "— late AAAAAAAA\n" for one in of}
    fed.log.published(60)
    fed.feeds()
    assert keep_cosigned(lines, note=before, log=1, of=of, published=fed.book, hub=fed.hub) is True
    assert fed.size() == 60


def test_a_witness_that_claims_to_know_more_than_there_is_gets_nothing(fed):
    with pytest.raises(ProofInvalid):
        submission(41, note=fed.book.note(1), log=1, published=fed.book, hub=fed.hub)


def text_of(body):
    return body.decode().partition("\n\n")[2].rpartition("\n\n")[0] + "\n"


def test_lines_of_strangers_in_an_answer_are_not_kept(fed):
    honest = fed.peers[0].answers
    fed.peers[0].answers = lambda body: (200, honest(body)[1] + "— x.example/w AAAAAAAA\n".encode())
    assert fed.feeder.once() is True
    assert "x.example" not in fed.book.cosigned(1)


def test_a_proof_carries_its_witnesses_as_far_as_they_have_seen(fed):
    fed.feeder.once()
    fed.log.published(60)
    policy = WitnessPolicy.read(policy_text(1, hub=fed.hub).encode())
    seen, later = (prove_leaf(at, log=1, with_record=False, published=fed.book, hub=fed.hub).text for at in (39, 40))
    proof, checkpoint = check_proof(seen, vkeys=[policy.logs[0].vkey])
    assert (checkpoint.size, len(check_policy(proof, policy=policy))) == (40, 2)
    proof, checkpoint = check_proof(later, vkeys=[policy.logs[0].vkey])
    assert checkpoint.size == 60
    with pytest.raises(WitnessesMissing):
        check_policy(proof, policy=policy)


def test_a_policy_asks_for_two_houses_however_many_keys_they_have(fed, tmp_path):
    third = Peer(tmp_path / "third", "nord-zwei.example", ours=fed.hub)
    fed.knows(third, operator="https://nord.example (erfunden)")
    policy = WitnessPolicy.read(policy_text(1, hub=fed.hub).encode())
    north = [name for name, one in policy.witnesses.items() if "nord" in one.vkey]
    assert len(north) == 2
    assert not policy.is_met(north)
    assert policy.is_met(policy.witnesses)


def test_a_witness_that_changes_its_key_stands_in_a_policy_with_both(fed):
    other = Verifier.of(key_of("another key", Purpose.WITNESS).public, name="nord.example/witness", kind=COSIGNATURE)
    add_witness(fed.peers[0].address, other.vkey, operator="https://nord.example (erfunden)", hub=fed.hub, **TWO)
    policy = WitnessPolicy.read(policy_text(1, hub=fed.hub).encode())
    assert {one.vkey for one in policy.witnesses.values()} == {other.vkey, *(peer.vkey for peer in fed.peers)}


def found(fed, witnessed):
    return [(one.check, one.result) for one in check_witnesses(fed.hub, published=fed.book, witnessed=witnessed)]


def test_the_doctor_says_whether_witnesses_have_seen_all_and_who_contradicts_himself(fed, tmp_path):
    witnessed = FileWitnessed(tmp_path / "witnessed")
    assert found(fed, witnessed) == [("evidence log: witnesses (0 / 40)", Grade.WARN)]
    fed.feeder.once()
    assert found(fed, witnessed) == [("evidence log: witnesses", Grade.OK)]
    key = Verifier.of(key_of("peer", Purpose.LOG).public, name="peer.example/1").vkey
    add_log("peer.example/1", key, operator="Erfunden", hub=fed.hub, **TWO)
    with witnessed.turn("peer.example/1") as turn:
        turn.keep_fork("a note that contradicts another")
    assert ("witnessed log: peer.example/1", Grade.FAIL) in found(fed, witnessed)


def test_a_log_without_enough_houses_says_that_it_asks_for_none(tmp_path):
    log = Logged(tmp_path / "log")
    log.published(40)
    assert policy_text(1, hub=log.hub).endswith("quorum none\n")


def test_a_hub_without_witnesses_asks_nobody_and_is_missing_nothing(tmp_path):
    log = Logged(tmp_path / "log")
    log.published(40)
    feeder = WitnessFeeder(log.hub, published=log.book, post=lambda *_: pytest.fail("asked"))
    assert (feeder.once(), feeder.unwitnessed_seconds) == (False, 0)


def test_who_looks_sees_when_each_signed_last(fed):
    fed.feeder.once()
    found = standings(1, published=fed.book, by=claim(OPS), hub=fed.hub)
    assert [one.at > 0 for one in found] == [True, True]


def test_two_enter_a_witness_and_a_logs_key_is_none(fed):
    with pytest.raises(FourEyes):
        fed.knows(fed.peers[0], approve_by=None)
    with pytest.raises(ProofInvalid):
        add_witness("https://x.example", vkey(log=1, hub=fed.hub), operator="Erfunden", hub=fed.hub, **TWO)
