"""The evidence log from the command line: recomputed, damaged, proven, and restored from yesterday's backup."""

import asyncio
import json
import shutil
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import httpx
import pytest

from exchange.core.evidence.entry import EntryType
from exchange.flows.append_entry import append_entry
from exchange.main import build_app, open_hub
from tests.cli.by_hand import Hand, _make_hub

OTHER_KEY = "hub.example/rx-log/1+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"


LEAVES = 21
"""Two founders and a training of each; a third who is entered, confirmed and takes the account; and their training."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A hub with three members of staff, whose log is signed. Nobody changes it."""
    hand = Hand(tmp_path_factory.mktemp("made"), origin="http://127.0.0.1:8080")
    _make_hub(hand)
    return hand


@pytest.fixture
def hand(made, tmp_path):
    """The same to be changed."""
    return Hand(Path(shutil.copytree(made.root, tmp_path / "copy")), origin=made.origin)


def opened(hand):
    return closing(open_hub(hand.root / "hub", passphrase=hand.secret("hub").read_bytes()))


def log(hand, *words, by="", second=""):
    return hand.hub("log", words[0], hand.root / "hub", *words[1:], by=by, second=second)


def train(hand):
    return hand.hub("staff", "training", hand.root / "hub", "anna", "--topic", "crisis", by="lea")


def from_yesterday(hand):
    """Write one leaf more by a command and nothing else, then put the database of before in place again."""
    database, kept = hand.root / "hub" / "geleit.sqlite", hand.root / "yesterday.sqlite"
    shutil.copyfile(database, kept)
    assert train(hand).code == 0
    shutil.copyfile(kept, database)
    for leftover in database.parent.glob("geleit.sqlite-*"):
        leftover.unlink()


def get(hand, path):
    async def ask(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url=hand.origin) as client:
            return await client.get(path)

    with opened(hand) as hub:
        return asyncio.run(ask(build_app(hub)))


def test_the_log_and_its_checkpoint_are_recomputed(made):
    answer = log(made, "verify")
    assert (answer.code, answer.facts["findings"], answer.facts["size"]) == (0, [], LEAVES)
    (published,) = answer.facts["logs"]
    assert (published["origin"], published["size"]) == ("127.0.0.1:8080/rx-log/1", LEAVES)
    assert made.hub("verify-log", made.root / "hub", by="").facts == answer.facts


def test_a_flipped_bit_is_found_and_a_tile_mended(hand):
    tile = hand.root / "hub" / "log" / "1" / "level-0"
    tile.write_bytes(bytes([tile.read_bytes()[0] ^ 1]) + tile.read_bytes()[1:])
    answer = log(hand, "fsck")
    assert (answer.code, [(one["what"], one["index"]) for one in answer.facts["findings"]]) == (
        3,
        [("tile-changed", 0)],
    )
    assert "HUB_LOG_DAMAGED" in hand.hub("doctor", hand.root / "hub", by="").out
    assert (log(hand, "fsck", "--repair").code, log(hand, "fsck").facts) == (0, {"findings": [], "rows": []})


def test_a_proof_is_written_and_checked_without_the_hub(hand, tmp_path):
    asked = ("prove", "0", "--about", "anna", "--with-record", "--to", tmp_path / "proofs")
    answer = log(hand, *asked, by="lea")
    (key,) = answer.facts["keys"]
    assert len(answer.facts["proofs"]) == 10
    checked = hand.types("log", "check", answer.facts["proofs"][0], "--key", key, "--json")
    assert (checked.code, checked.facts["index"], '"key":"lea"' in checked.facts["record"]) == (0, 0, True)
    refused = hand.types("log", "check", answer.facts["proofs"][0], "--key", OTHER_KEY, "--json")
    assert (refused.code, refused.facts["error"]["code"]) == (3, "SENDER_PROOF_INVALID")
    unasked = hand.types("log", "check", answer.facts["proofs"][0], "--json")
    assert (unasked.code, unasked.facts["error"]["code"]) == (2, "SENDER_USAGE")


def test_what_was_written_a_moment_ago_is_placed_and_signed_before_it_is_proved_and_verified(hand, tmp_path):
    for command, size in (("verify", LEAVES + 1), ("prove", LEAVES + 2)):
        with opened(hand) as hub, hub.hub.store.transaction() as tx:
            append_entry(tx, EntryType.DELIVERY, {"jti": command}, hub=hub.hub, at=hub.hub.clock.now())
        if command == "verify":
            answer = log(hand, "verify")
            assert (answer.facts["size"], answer.facts["waiting"], answer.facts["logs"][0]["size"]) == (size, 0, size)
    answer = log(hand, "prove", "--about", "prove", "--to", tmp_path / "proofs", by="lea")
    assert [Path(one).name for one in answer.facts["proofs"]] == [f"rx-log-1-{LEAVES + 1}.tlog-proof"]


@pytest.mark.parametrize("words", [("--about", "anna"), ("0", "--with-record")])
def test_what_names_or_shows_somebody_needs_who_looks(made, words):
    answer = log(made, "prove", *words)
    assert (answer.code, "--by" in answer.out) == (2, True)
    refused = log(made, "prove", *words, by="ben")
    assert refused.code in {3, 4}


def test_who_looks_into_the_log_is_written_there(hand):
    log(hand, "prove", "--about", "anna", "--to", hand.root, by="lea")
    with opened(hand) as hub, hub.hub.store.reading() as tx:
        (_, line), *_ = reversed(tx.log.entries(start=0, limit=99))
    assert (line.type.name, json.loads(line.record)["about"]) == ("STAFF_ACCESS", "anna")


def test_what_is_not_in_the_log_cannot_be_proven(hand):
    for words in (["99"], ["--about", "nobody"]):
        answer = log(hand, "prove", *words, by="lea" if len(words) > 1 else "")
        assert (answer.code, answer.facts["error"]["code"]) == (4, "HUB_NOT_FOUND")


def test_a_database_of_yesterday_is_said_everywhere_and_not_written(hand):
    from_yesterday(hand)
    ready = get(hand, "/readyz")
    assert (ready.status_code, ready.json()["code"]) == (503, "HUB_LOG_BEHIND")
    answer = train(hand)
    assert (answer.code, answer.facts["error"]["code"]) == (5, "HUB_LOG_BEHIND")
    doctor = hand.hub("doctor", hand.root / "hub", by="")
    assert (doctor.code, "HUB_LOG_BEHIND (shorter-than-checkpoint)" in doctor.out) == (5, True)
    found = log(hand, "verify")
    assert (found.code, [one["what"] for one in found.facts["findings"]]) == (3, ["checkpoint-larger-than-log"])


def test_two_people_open_the_next_log_and_everything_goes_on(hand):
    from_yesterday(hand)
    answer = log(hand, "succeed", by="lea", second="anna")
    assert (answer.code, answer.facts) == (0, {"log": 2, "origin": "127.0.0.1:8080/rx-log/2", "first": LEAVES})
    assert (get(hand, "/readyz").status_code, train(hand).code) == (200, 0)
    verified = log(hand, "verify")
    assert (verified.code, [one["size"] for one in verified.facts["logs"]]) == (0, [LEAVES + 2, 3])
    assert get(hand, "/rx-log/1/checkpoint").text.splitlines()[1] == str(LEAVES + 2)
    assert get(hand, "/rx-log/2/checkpoint").text.splitlines()[1] == "3"


def test_a_row_that_was_changed_is_named_and_stated_anew_by_two(hand):
    with closing(connect(hand.root / "hub" / "geleit.sqlite")) as database, database:
        database.execute("UPDATE staff SET name = 'Mallory' WHERE id = 'anna'")
    differs = log(hand, "verify")
    assert (differs.code, [(one["name"], one["fault"]) for one in differs.facts["rows"]]) == (
        3, [("staff:anna", "row-changed")],
    )  # fmt: skip
    answer = log(hand, "restate", "staff:anna", "--yes", by="lea", second="ben")
    assert (answer.code, answer.facts) == (0, {"row": "staff:anna", "was": "row-changed"})
    assert log(hand, "verify").facts["rows"] == []


def test_a_sound_log_is_not_followed(made):
    answer = log(made, "succeed", by="lea", second="anna")
    assert (answer.code, answer.facts["error"]["code"]) == (3, "SENDER_LOG_SOUND")


@pytest.mark.parametrize("command", ["verify", "fsck", "prove", "check", "succeed"])
def test_every_command_explains_itself(command, tmp_path):
    answer = Hand(tmp_path).types("log", command, "--help")
    assert (answer.code, " / " in answer.out) == (0, True)
