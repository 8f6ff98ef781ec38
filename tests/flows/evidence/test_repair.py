"""Every bit that was flipped is found, and its place is named."""

import os
import random
from dataclasses import replace

import pytest

from exchange.core.errors import NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.evidence.merkle import leaf_hash
from exchange.core.evidence.tiles import Tile
from exchange.core.unavailable import LogBusy, LogDamaged
from exchange.flows.append_entry import append_entry
from exchange.flows.evidence.entries import entries_of
from exchange.flows.evidence.repair import repair
from exchange.flows.evidence.verify import Fault, verify_log
from tests.support.evidence import Logged
from tests.support.examples import uid
from tests.support.places import DATABASES, PLACES

SIZE = 700
SOAK = os.environ.get("GELEIT_SOAK") == "1"
SAMPLES = 1000 if SOAK else 60


@pytest.fixture
def log(tmp_path):
    log = Logged(tmp_path / "log")
    log.published(SIZE)
    return log


@pytest.fixture(params=DATABASES)
def kept(request, tmp_path):
    """A log on a real database, and the place it lies in."""
    place = PLACES[request.param](request)
    log = Logged(tmp_path / "log", store=place.open())
    log.published(300)
    yield log, place
    place.close()


def change_entry(log, index, **changes):
    tables = log.bench.store._tables
    tables.log[index] = replace(tables.log[index], **changes)


def leaf_of(log, index):
    with log.hub.store.reading() as tx:
        return dict(tx.log.leaves(start=index, limit=1))[index]


def body_of(log, index):
    with log.hub.store.reading() as tx:
        ((_, entry),) = tx.log.entries(start=index, limit=1)
    return entry.salt + entry.record


def findings(log):
    return {(one.log, one.index, one.what) for one in verify_log(hub=log.hub).findings} | {
        (number, index, what) for number, _, index, what in log.found()
    }


def test_a_sound_log_has_no_findings(log):
    assert findings(log) == set()


def test_every_flipped_bit_of_a_tile_is_found_with_its_place(log):
    chance = random.Random(6962)
    rows = {level: (log.folder / "1" / f"level-{level}").stat().st_size for level in (0, 1)}
    for _ in range(SAMPLES):
        level = chance.choice([0, 0, 0, 1])
        byte, bit = chance.randrange(rows[level]), chance.randrange(8)
        log.flips(f"1/level-{level}", byte=byte, bit=bit)
        assert log.found() == [(1, level, byte // 32, Fault.TILE_CHANGED)]
        log.flips(f"1/level-{level}", byte=byte, bit=bit)


def test_every_flipped_bit_of_a_checkpoint_is_found(log):
    length = (log.folder / "1" / "checkpoint").stat().st_size
    for byte in range(0, length, 1 if SOAK else 9):
        log.flips("1/checkpoint", byte=byte, bit=byte % 8)
        assert log.found() == [(1, 0, 0, Fault.CHECKPOINT_DAMAGED)], byte
        log.flips("1/checkpoint", byte=byte, bit=byte % 8)


LITERAL = {"sqlite": "X'{}'", "postgresql": r"'\x{}'::bytea"}


def write(place, table, column, index, content):
    """Write bytes into a row behind the store's back."""
    literal = LITERAL[place.dialect].format(content.hex())
    assert place.change(f"UPDATE {table} SET {column} = {literal} WHERE position = {index}") == 1  # noqa: S608 our own


def flipped(content, byte, bit):
    return content[:byte] + bytes([content[byte] ^ 1 << bit]) + content[byte + 1 :]


def test_every_flipped_bit_of_a_leaf_is_found_with_its_index(kept):
    log, place = kept
    chance = random.Random(9162)
    for _ in range(SAMPLES // 10):
        index, byte, bit = chance.randrange(log.size), chance.randrange(41), chance.randrange(8)
        leaf = leaf_of(log, index)
        write(place, "leaf", "leaf", index, flipped(leaf, byte, bit))
        assert (1, index, Fault.LEAF_CHANGED) in findings(log)
        write(place, "leaf", "leaf", index, leaf)
    assert findings(log) == set()


def test_every_flipped_bit_of_a_record_is_found_with_its_index(kept):
    log, place = kept
    chance = random.Random(8785)
    for _ in range(SAMPLES // 10):
        index = chance.randrange(20, log.size)
        body = body_of(log, index)
        write(place, "record", "body", index, flipped(body, chance.randrange(len(body)), chance.randrange(8)))
        assert findings(log) == {(1, index, Fault.RECORD_CHANGED)}
        write(place, "record", "body", index, body)


def test_missing_leaves_are_found_with_their_indexes(kept):
    log, place = kept
    place.change("DELETE FROM leaf WHERE position IN (7, 255)")
    assert findings(log) == {(1, 7, Fault.LEAF_MISSING), (1, 255, Fault.LEAF_MISSING)}


def test_a_missing_leaf_behind_the_checkpoint_is_found_too(kept):
    log, place = kept
    log.grows(5)
    place.change("DELETE FROM leaf WHERE position = 302")
    assert findings(log) == {(1, 302, Fault.LEAF_MISSING)}


def test_a_record_that_was_taken_away_is_no_erasure(kept):
    log, place = kept
    place.change("DELETE FROM record WHERE position = 30")
    assert (findings(log), verify_log(hub=log.hub).erased) == ({(1, 30, Fault.RECORD_GONE)}, 0)


def test_what_an_erasure_says_it_took_along_is_no_damage_and_no_more_than_that(kept):
    log, place = kept
    person, at = uid(5), log.hub.clock.now()

    def verified():
        # Opened anew: who has read a moment ago still holds the key for a minute.
        report = verify_log(hub=replace(log.hub, store=place.open()))
        return {one.what for one in report.findings}, report.erased

    with log.hub.store.transaction() as tx:
        for number in range(3):
            append_entry(tx, EntryType.DELIVERY, {"jti": f"{number}"}, hub=log.hub, at=at, person=person)
    place.person_keys().destroy(person)
    assert verified() == ({Fault.RECORD_GONE}, 0)
    with log.hub.store.transaction() as tx:
        append_entry(tx, EntryType.ERASED, {"person": person, "leaves": 3}, hub=log.hub, at=at)
    assert verified() == (set(), 3)
    # Another's record that somebody passes off as the erased person's makes one too many.
    place.change(f"UPDATE record SET person = '{person}' WHERE position = 30")  # noqa: S608 ids of ours
    assert verified() == ({Fault.RECORD_GONE}, 0)


def test_a_leaf_and_its_record_changed_together_are_found(log):
    change_entry(log, 300, record=b'{"jti":"another"}')
    assert findings(log) == {(1, 300, Fault.LEAF_CHANGED)}


def test_a_leaf_its_record_and_its_tile_changed_together_are_found(log):
    change_entry(log, 300, record=b'{"jti":"another"}')
    log.book.write(1, 0, 300, leaf_hash(leaf_of(log, 300)))
    assert (1, 300, Fault.TILE_CHANGED) not in findings(log)
    assert {what for *_, what in findings(log)} == {Fault.TILE_CHANGED, Fault.ROOT_DIFFERS}


def test_a_checkpoint_larger_than_the_log_is_found(log):
    log.bench.store._tables.log = log.bench.store._tables.log[:650]
    log.bench.store._tables.placed = 650
    assert findings(log) == {(1, 650, Fault.CHECKPOINT_LARGER)}


def test_a_missing_checkpoint_is_found(log):
    (log.folder / "1" / "checkpoint").unlink()
    assert findings(log) == {(1, 0, Fault.CHECKPOINT_MISSING)}


def test_a_tile_file_cut_short_is_found(log):
    path = log.folder / "1" / "level-0"
    path.write_bytes(path.read_bytes()[: 32 * 698 + 5])
    assert findings(log) == {(1, 698, Fault.TILE_CHANGED), (1, 699, Fault.TILE_CHANGED)}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("begun", ["grows", "published"])
def test_a_hub_that_goes_on_while_it_is_looked_through_is_not_damaged(request, tmp_path, begun, when):
    place = PLACES["sqlite"](request)
    log = Logged(tmp_path / "log", store=place.open())
    getattr(log, begun)(300)
    log.signs_while_read(400, when)
    assert (log.found(), log.checkpoint().size) == ([], 400)
    place.close()


# --- repair


def test_tiles_are_mended_from_leaves_that_lead_to_the_signed_root(log):
    for level in (0, 1):
        log.flips(f"1/level-{level}", byte=40)
    repair(published=log.book, hub=log.hub)
    assert (log.found(), log.trouble()) == ([], None)


def test_a_lost_level_is_mended_and_the_log_grows_on(log):
    (log.folder / "1" / "level-0").unlink()
    repair(published=log.book, hub=log.hub)
    log.published(900)
    assert log.found() == []


def test_nothing_is_mended_from_leaves_that_were_changed(log):
    change_entry(log, 300, record=b"{}")
    log.flips("1/level-0", byte=40)
    with pytest.raises(LogDamaged, match="leaves-differ"):
        repair(published=log.book, hub=log.hub)
    assert (1, 0, 1, Fault.TILE_CHANGED) in log.found() or (1, 0, 1, Fault.LEAF_OR_TILE_CHANGED) in log.found()


def test_nothing_is_mended_under_a_damaged_checkpoint(log):
    log.flips("1/checkpoint", byte=30)
    with pytest.raises(LogDamaged, match="checkpoint-damaged"):
        repair(published=log.book, hub=log.hub)


def test_nothing_is_mended_while_somebody_writes(log):
    with log.book.alone(), pytest.raises(LogBusy):
        repair(published=log.book, hub=log.hub)


# --- entries


def test_entries_are_given_as_they_were_signed_or_not_at_all(log):
    tile = Tile(level=None, number=1)
    assert list(entries_of(tile, log=1, published=log.book, hub=log.hub)) == [
        leaf_of(log, at) for at in range(256, 512)
    ]
    change_entry(log, 300, record=b"{}")
    with pytest.raises(LogDamaged):
        entries_of(tile, log=1, published=log.book, hub=log.hub)


def test_there_are_no_entries_of_a_log_that_is_not_there(log):
    with pytest.raises(NotFound):
        entries_of(Tile(level=None, number=0), log=2, published=log.book, hub=log.hub)
