"""The log is signed as it grows, never twice in two ways, and never on a database that was restored."""

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from exchange.core.evidence.checkpoint import Checkpoint
from exchange.core.evidence.merkle import Levels, leaf_hash, root
from exchange.core.unavailable import LogBehind, LogDamaged
from exchange.flows.evidence.checkpoint import Trouble, advance, reader, signed, vkey
from exchange.flows.evidence.repair import find_damage
from exchange.flows.evidence.sequence import place_waiting
from exchange.flows.evidence.verify import verify_log
from exchange.storage.files.published_log import FilePublishedLog
from keys.errors import UnknownKey
from keys.jwk import PrivateKey, Purpose
from keys.note import Verifier, open_note, sign_note
from keys.ring import Ring
from tests.flows.evidence.log_process import LEAVES, a_hub
from tests.support.evidence import HOST, Logged
from tests.support.hubs import ORIGIN, key_of
from tests.support.places import DATABASES, PLACES

KILLS = 50 if os.environ.get("GELEIT_SOAK") == "1" else 2
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def log(tmp_path):
    return Logged(tmp_path / "log")


@pytest.fixture(params=DATABASES)
def place(request):
    place = PLACES[request.param](request)
    yield place
    place.close()


def recomputed(log):
    tree = Levels()
    with log.hub.store.reading() as tx:
        tree.add(b"".join(leaf_hash(leaf) for _, leaf in tx.log.leaves(start=0, limit=10**6)))
    return tree.root


def test_a_checkpoint_names_the_log_its_size_and_its_root_and_is_signed_by_the_log_key(log):
    log.published(600)
    verifier = Verifier.read(vkey(log=1, hub=log.hub))
    text, signers = open_note(log.book.note(1), verifiers=[verifier])
    assert (signers, text.splitlines()[:2]) == ((verifier,), [f"{HOST}/rx-log/1", "600"])
    assert log.checkpoint().root == recomputed(log)


@pytest.mark.parametrize("place", DATABASES, indirect=True)
def test_every_size_has_the_root_of_all_its_leaves_on_each_database(place, tmp_path):
    log = Logged(tmp_path / "log", store=place.open())
    # On a database each row that decides has a leaf of its own, so the log does not begin empty.
    for size in (log.size, log.size + 1, 255, 256, 257, 520):
        assert log.published(size).root == recomputed(log)
    assert log.trouble() is None


def test_a_log_that_has_not_grown_is_not_signed_again(log):
    log.published(20)
    note = log.book.note(1)
    assert (log.advances(), log.book.note(1)) == (None, note)


def test_a_long_log_is_signed_in_stretches_until_nothing_is_left(log):
    log.grows_to(250)
    done = [advance(published=log.book, hub=log.hub, stretch=100) for _ in range(4)]
    assert [one and one.size for one in done] == [100, 200, 250, None]


def test_both_keys_sign_while_one_takes_over_from_the_other(log):
    old = key_of(ORIGIN, Purpose.LOG)
    new = PrivateKey.generate(
        Purpose.LOG, alg="Ed25519", nbf=log.hub.clock.now(), exp=log.hub.clock.now() + timedelta(days=9)
    )
    log.bench.ring = Ring([*log.bench.ring, new])
    log.published(20)
    known = [Verifier.of(key.public, name=f"{HOST}/rx-log/1") for key in (old, new)]
    assert open_note(log.book.note(1), verifiers=known)[1] == (known[1], known[0])
    for one in known:
        assert open_note(log.book.note(1), verifiers=[one])[1] == (one,)


def test_without_a_valid_key_nothing_is_signed(log):
    log.grows_to(20)
    log.later(days=9000)
    with pytest.raises(UnknownKey):
        log.advances()
    # Nothing has left the hub, so nothing is missing.
    assert log.trouble() is None


def test_a_key_that_has_ended_signs_no_more(log):
    nbf = log.hub.clock.now()
    new = PrivateKey.generate(Purpose.LOG, alg="Ed25519", nbf=nbf, exp=nbf + timedelta(days=9999))
    log.bench.ring = Ring([*log.bench.ring, new])
    log.later(days=9000)
    log.published(20)
    known = [Verifier.of(key.public, name=f"{HOST}/rx-log/1") for key in (key_of(ORIGIN, Purpose.LOG), new)]
    assert open_note(log.book.note(1), verifiers=known)[1] == (known[1],)


def test_an_empty_log_is_not_signed_and_nothing_of_it_is_missing(log):
    log.bench.store._tables.log.clear()
    assert (log.advances(), log.trouble()) == (None, None)


def test_whoever_finds_the_pen_taken_signs_nothing_and_does_not_wait(log):
    log.grows_to(20)
    with log.book.alone():
        assert log.advances() is None
    assert log.advances().size == 20


def test_unfinished_work_of_a_process_that_died_is_no_harm(log):
    log.published(300)
    log.book.write(1, 0, 300, b"x" * 320)
    log.book.write(1, 1, 1, b"y" * 32)
    assert log.trouble() is None
    assert log.published(600).root == recomputed(log)


def test_a_process_that_died_after_its_first_checkpoint_has_still_left_one(log):
    log.published(20)
    log.bench.store._tables.starts[1] = replace(log.bench.store._tables.starts[1], signed=False)
    log.advances()
    with log.hub.store.reading() as tx:
        assert tx.log.starts()[0].signed


# --- what is not signed


def test_a_database_restored_from_before_the_checkpoint_is_behind_and_not_signed(log):
    log.published(100)
    restore = log.backup()
    log.published(200)
    restore()
    assert log.trouble() is Trouble.BEHIND
    with pytest.raises(LogBehind, match="shorter-than-checkpoint"):
        log.advances()
    assert log.checkpoint().size == 200


def test_a_restored_database_that_has_grown_past_the_checkpoint_is_still_found(log):
    log.published(100)
    restore = log.backup()
    log.published(200)
    restore()
    log.grows_to(300)
    assert log.trouble() is Trouble.FORKED
    with pytest.raises(LogBehind, match="other-leaves"):
        log.advances()


@pytest.mark.parametrize("file", ["1/level-0", "1/level-1"])
def test_a_restored_database_beside_a_damaged_tile_is_behind_all_the_same(log, file):
    restore = log.backup()
    log.published(300)
    restore()
    log.flips(file, byte=(log.folder / file).stat().st_size - 20)
    assert log.trouble() is Trouble.BEHIND
    with pytest.raises(LogBehind), log.gated().store.transaction():
        pass


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("begun", ["grows", "published"])
def test_a_hub_that_goes_on_while_it_is_looked_at_is_not_taken_for_a_restored_one(place, tmp_path, begun, when):
    log = Logged(tmp_path / "log", store=place.open())
    getattr(log, begun)(100)
    log.signs_while_read(200, when)
    assert (log.trouble(), log.checkpoint().size) == (None, 200)


def test_leaves_that_were_never_signed_may_be_lost(log):
    log.published(100)
    restore = log.backup()
    log.grows_to(150)
    restore()
    assert log.trouble() is None


@pytest.mark.parametrize(
    ("file", "trouble"),
    [("1/checkpoint", Trouble.UNREADABLE), ("1/level-0", Trouble.TORN), ("1/level-1", Trouble.TORN)],
)
def test_a_flipped_bit_where_the_log_grows_stops_the_signing(log, file, trouble):
    log.published(300)
    log.flips(file, byte=(log.folder / file).stat().st_size - 20)
    assert log.trouble() is trouble
    log.grows_to(400)
    with pytest.raises(LogDamaged, match=trouble.value):
        log.advances()


@pytest.mark.parametrize("checkpoints", [1, 2])
def test_a_memory_that_is_gone_is_not_begun_again(log, checkpoints):
    for _ in range(checkpoints):
        log.grows(100)
        log.advances()
    (log.folder / "1" / "checkpoint").unlink()
    assert log.trouble() is Trouble.FORGOTTEN
    with pytest.raises(LogDamaged, match="checkpoint-missing"):
        log.advances()


def test_a_checkpoint_of_another_log_or_of_none_is_none_of_ours(log):
    log.published(100)
    key, name = key_of(ORIGIN, Purpose.LOG), f"{HOST}/rx-log/1"
    for origin, size in ((f"{HOST}/rx-log/2", 100), (name, 0)):
        text = Checkpoint(origin=origin, size=size, root=log.checkpoint().root).text
        log.book.publish(1, sign_note(text, name=name, keys=[key]))
        assert log.trouble() is Trouble.UNREADABLE
        log.book.publish(
            1, sign_note(Checkpoint(origin=name, size=100, root=recomputed(log)).text, name=name, keys=[key])
        )
    assert log.trouble() is None


def test_a_missing_leaf_is_not_signed_over(tmp_path, place):
    log = Logged(tmp_path / "log", store=place.open())
    log.published(50)
    log.grows_to(80)
    place.change("DELETE FROM leaf WHERE position = 60")
    with pytest.raises(LogDamaged, match="leaf-missing"):
        log.advances()


# --- many at once


@pytest.fixture
def processes(place, tmp_path):
    """What starts a process that appends and signs, and the hub and book it works on."""
    nbf = datetime.now(tz=UTC) - timedelta(days=1)
    key = PrivateKey.generate(Purpose.LOG, alg="Ed25519", nbf=nbf, exp=nbf + timedelta(days=9))
    jwk, folder = json.dumps(key.to_jwk()), tmp_path / "log"
    hub, book = a_hub(place.main, place.keys, folder, jwk), FilePublishedLog(folder)
    command = [sys.executable, "-m", "tests.flows.evidence.log_process", place.main, place.keys, str(folder), jwk]
    yield lambda: subprocess.Popen(command, cwd=ROOT), hub, book  # noqa: S603 our own program
    hub.store.close()


def test_two_processes_that_append_and_sign_leave_one_log_without_a_gap(processes):
    start, hub, book = processes
    assert [process.wait(60) for process in [start(), start()]] == [0, 0]
    place_waiting(hub=hub)
    advance(published=book, hub=hub)
    assert signed(book.note(1), log=1, hub=hub).size == 2 * LEAVES
    assert (find_damage(published=book, hub=hub), verify_log(hub=hub).findings) == ((), ())


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_process_killed_while_it_signs_leaves_a_log_that_goes_on(processes):
    start, hub, book = processes
    chance, seen = random.Random(9), [signed("", log=1, hub=hub)]
    for _ in range(KILLS):
        process = start()
        # Killed at any moment after its first checkpoint.
        while process.poll() is None and signed(book.note(1), log=1, hub=hub) == seen[-1]:
            time.sleep(0.002)
        time.sleep(chance.random() / 20)
        process.kill()
        process.wait()
        seen.append(signed(book.note(1), log=1, hub=hub))
    place_waiting(hub=hub)
    advance(published=book, hub=hub)
    assert (find_damage(published=book, hub=hub), verify_log(hub=hub).findings) == ((), ())
    read = reader(book, 1)
    assert [one.root for one in seen] == [root(read, size=one.size) for one in seen]
