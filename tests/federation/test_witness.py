"""A hub cosigns what other hubs' logs have become, and nothing that contradicts what it has cosigned."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from exchange.core.compliance.kind import FactKind
from exchange.core.errors import FourEyes
from exchange.core.evidence.checkpoint import Checkpoint, ProofInvalid, to_base64
from exchange.core.evidence.merkle import Levels, consistency, leaf_hash
from exchange.core.unavailable import LogDamaged
from exchange.edge.application import app
from exchange.federation.witness import witness_routes
from exchange.flows.federation.witness import add_checkpoint, witness_vkey
from exchange.flows.federation.witnessed_logs import add_log, contradictions, witnessed_logs
from exchange.flows.register.enter import enter_fact
from exchange.storage.files.witnessed import MOST_FORKS, FileWitnessed
from keys.jwk import Purpose
from keys.note import COSIGNATURE, Verifier, cosigned, sign_note
from keys.strictjson import dumps
from tests.support.clock import NOON
from tests.support.hubs import BOSS, OPS, claim
from tests.support.keys import make
from tests.support.office import Office

ORIGIN = "peer.example/rx-log/1"
KEY, NEXT_KEY, THEIRS = (make(Purpose.LOG, "Ed25519") for _ in range(3))
PUBLISHED = json.loads((Path(__file__).parents[1] / "vectors" / "witness" / "litewitness.json").read_text())


def key_of(key, *, name=ORIGIN):
    return Verifier.of(key.public, name=name).vkey


def tree(size, *, first=b"0"):
    levels = Levels()
    levels.add(b"".join(leaf_hash(b"%d" % at if at else first) for at in range(size)))
    return levels


def note(size, *, first=b"0", keys=(KEY,), origin=ORIGIN):
    text = Checkpoint(origin=origin, size=size, root=tree(size, first=first).root).text
    return sign_note(text, name=origin, keys=keys)


def body(old, new, *, signed=None, path=None, first=b"0"):
    proof = consistency(tree(new, first=first).read, old=old, new=new) if path is None else path
    head = [f"old {old}", *map(to_base64, proof)]
    return ("\n".join(head) + "\n\n" + (signed or note(new, first=first))).encode()


class Witness:
    """A hub that witnesses one log of others, and what it remembers in a folder."""

    def __init__(self, folder):
        self.office = Office()
        self.hub, self.kept = self.office.bench.hub, FileWitnessed(folder / "witnessed")
        routes = witness_routes(self.hub, witnessed=self.kept)
        self.office.app = app(routes, hub=self.hub, rate_limits=self.office.quotas)
        self.knows(ORIGIN, key_of(KEY))

    def knows(self, origin, vkey, *, by=OPS, second=BOSS):
        approve = claim(second) if second else None
        return add_log(
            origin, vkey, operator="Jobcenter Nord (erfunden)", by=claim(by), approve_by=approve, hub=self.hub
        )

    def takes(self, raw, **headers):
        return self.office.send("POST", "/witness/add-checkpoint", content=raw, headers=headers)

    def newest(self, origin=ORIGIN):
        digest = hashlib.sha256(origin.encode()).hexdigest()
        return self.office.send("GET", f"/witness/{digest}/checkpoint")

    @property
    def verifier(self):
        return Verifier.read(witness_vkey(self.hub), kind=COSIGNATURE)


@pytest.fixture
def witness(tmp_path):
    return Witness(tmp_path)


def test_what_grew_is_cosigned_with_the_time_and_kept(witness):
    for old, new in ((0, 3), (3, 3), (3, 70)):
        answer = witness.takes(body(old, new))
        assert answer.status_code == 200, answer.text
        assert cosigned(note(new) + answer.text, witnesses=[witness.verifier]) == {
            witness.verifier: int(NOON.timestamp())
        }
    kept = witness.newest()
    assert kept.text == note(70) + answer.text
    (known,) = witnessed_logs(witnessed=witness.kept, by=claim(OPS), hub=witness.hub)
    assert (known.fact.subject, known.size, known.at, known.forks) == (ORIGIN, 70, int(NOON.timestamp()), 0)


def test_the_published_calls_get_the_published_answers(witness):
    witness.knows(PUBLISHED["origin"], Verifier(PUBLISHED["origin"], bytes.fromhex(PUBLISHED["key"])).vkey)
    for call in PUBLISHED["calls"]:
        answer = witness.takes(call["body"].encode())
        # An unknown log is 404 since tlog-witness 1.1.0.
        status = 404 if call["says"] == "unknown log" else call["status"]
        assert answer.status_code == status, call
        if status == 409:
            assert (answer.text, answer.headers["content-type"]) == (call["says"], "text/x.tlog.size; charset=utf-8")


@pytest.mark.parametrize(
    ("raw", "status", "code"),
    [
        (b"", 400, "SENDER_SUBMISSION_MALFORMED"),
        (b"old 0\n\nnothing\n", 400, "SENDER_SUBMISSION_MALFORMED"),
        (body(5, 3, path=()), 400, "SENDER_SUBMISSION_MALFORMED"),
        (body(0, 3, signed=note(3, origin="nobody.example/rx-log/1")), 404, "HUB_NOT_FOUND"),
        (body(0, 3, signed=note(3, keys=(THEIRS,))), 403, "SENDER_CHECKPOINT_UNSIGNED"),
        (body(0, 3, signed=note(3).replace("\n3\n", "\n4\n")), 403, "SENDER_CHECKPOINT_UNSIGNED"),
        (body(0, 3, path=(bytes(32),)), 422, "SENDER_CHECKPOINT_FORKED"),
    ],
    ids=map(str, range(9)),
)
def test_what_is_not_cosigned_says_why_and_leaves_no_trace(witness, raw, status, code):
    answer = witness.takes(raw)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert witness.newest().status_code == 404


def test_who_hands_in_is_told_the_size_to_go_on_from(witness):
    witness.takes(body(0, 5))
    answer = witness.takes(body(3, 9))
    assert (answer.status_code, answer.text) == (409, "5\n")
    assert witness.newest().text.startswith(note(5))


def test_a_content_type_is_nobodys_business_here(witness):
    assert witness.takes(body(0, 3), **{"Content-Type": "text/x-whatever"}).status_code == 200


def test_a_log_that_shows_two_trees_of_one_size_is_kept_as_evidence_once(witness, caplog):
    witness.takes(body(0, 5))
    for _ in range(2):
        assert witness.takes(body(5, 5, first=b"another")).status_code == 422
    found = contradictions(ORIGIN, witnessed=witness.kept)
    assert found.forks == [note(5, first=b"another")]
    assert found.newest.startswith(note(5))
    assert [one.message for one in caplog.records if one.levelname == "ERROR"] == ["witnessed log forked"]
    (known,) = witnessed_logs(witnessed=witness.kept, by=claim(OPS), hub=witness.hub)
    assert known.forks == 1


def test_a_proof_that_does_not_fit_is_no_evidence_against_a_log(witness):
    witness.takes(body(0, 5))
    assert witness.takes(body(5, 9, path=())).status_code == 422
    assert contradictions(ORIGIN, witnessed=witness.kept).forks == []


def test_nobody_fills_the_disk_with_contradictions(witness):
    witness.takes(body(0, 5))
    for number in range(MOST_FORKS + 3):
        witness.takes(body(5, 5, first=b"other %d" % number))
    assert len(contradictions(ORIGIN, witnessed=witness.kept).forks) == MOST_FORKS


def test_only_the_logs_own_signatures_are_kept_beside_ours(witness):
    stranger = sign_note(note(3).partition("\n\n")[0] + "\n", name="stranger.example", keys=[THEIRS])
    answer = witness.takes(body(0, 3, signed=note(3) + stranger.rpartition("\n\n")[2]))
    assert witness.newest().text == note(3) + answer.text


def test_a_log_may_change_its_key_while_both_are_known(witness):
    witness.takes(body(0, 3))
    assert witness.takes(body(3, 5, signed=note(5, keys=(NEXT_KEY,)))).status_code == 403
    witness.knows(ORIGIN, key_of(NEXT_KEY))
    for new, key in ((5, NEXT_KEY), (7, KEY)):
        assert witness.takes(body(new - 2, new, signed=note(new, keys=(key,)))).status_code == 200


def test_a_key_of_another_log_is_not_entered_and_two_enter_one(witness):
    with pytest.raises(ProofInvalid):
        witness.knows("other.example/rx-log/1", key_of(KEY))
    with pytest.raises(ProofInvalid):
        witness.knows(ORIGIN, "no key")
    with pytest.raises(FourEyes):
        witness.knows(ORIGIN, key_of(NEXT_KEY), second=None)


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: note(9),
        lambda kept: kept.replace("\n5\n", "\n4\n"),
        lambda _: "nothing",
        lambda kept: kept.replace(ORIGIN, "else.example/1"),
    ],
    ids=["not cosigned", "another size", "no note", "another log"],
)
def test_a_note_that_is_not_the_one_we_cosigned_stops_the_witness(witness, damage):
    witness.takes(body(0, 5))
    with witness.kept.turn(ORIGIN) as turn:
        turn.keep(damage(turn.note))
    with pytest.raises(LogDamaged):
        add_checkpoint(body(5, 9), witnessed=witness.kept, hub=witness.hub)


def test_what_was_cosigned_of_one_log_says_nothing_of_another(witness):
    witness.knows("other.example/rx-log/1", key_of(KEY, name="other.example/rx-log/1"))
    witness.takes(body(0, 5))
    witness.takes(body(0, 9, signed=note(9, origin="other.example/rx-log/1")))
    foreign = witness.newest("other.example/rx-log/1").text
    with witness.kept.turn(ORIGIN) as turn:
        turn.keep(foreign)
    with pytest.raises(LogDamaged):
        add_checkpoint(body(9, 11), witnessed=witness.kept, hub=witness.hub)


def test_a_key_that_bears_another_name_signs_for_no_log(witness):
    entered = {"origin": ORIGIN, "vkey": key_of(THEIRS, name="their.example"), "operator": "Erfunden"}
    by, second = claim(OPS), claim(BOSS)
    enter_fact(FactKind.WITNESSED_LOG, dumps(entered), by=by, approve_by=second, hub=witness.hub)
    text = note(3).partition("\n\n")[0] + "\n"
    assert witness.takes(body(0, 3, signed=sign_note(text, name="their.example", keys=[THEIRS]))).status_code == 403


def test_while_one_checkpoint_is_looked_at_the_next_one_waits(witness):
    with ThreadPoolExecutor(1) as pool:
        with witness.kept.turn(ORIGIN):
            waiting = pool.submit(add_checkpoint, body(0, 5), witnessed=witness.kept, hub=witness.hub)
            assert wait([waiting], timeout=0.3).done == set()
        assert waiting.result(timeout=10).startswith("—")


def test_of_a_hundred_at_once_none_rolls_another_back(witness):
    witness.takes(body(0, 1))
    raws = [body(1, 2 + number % 50) for number in range(100)]
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda raw: outcome(raw, witness), raws))
    assert codes.count("cosigned") == 1
    size = codes.index("cosigned") % 50 + 2
    assert witness.newest().text.split("\n")[1] == str(size)


def outcome(raw, witness):
    try:
        add_checkpoint(raw, witnessed=witness.kept, hub=witness.hub)
    except Exception as refused:  # noqa: BLE001 whatever it is called, it is not cosigned
        return type(refused).__name__
    return "cosigned"


def test_a_hub_says_its_witness_key_in_its_configuration_as_others_read_it(witness):
    assert witness.verifier.name == "hub.jobcenter.example/witness"
    assert witness.verifier.raw != Verifier.read(key_of(KEY)).raw
