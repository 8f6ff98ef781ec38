"""After a restored backup two people open the next log; what was proven stays proven, over both."""

import json
from dataclasses import replace

import pytest

from exchange.core.errors import Forbidden, FourEyes, NotFound
from exchange.core.evidence.checkpoint import Checkpoint
from exchange.core.evidence.entry import EntryType, LogStart
from exchange.core.unavailable import LogBusy
from exchange.flows.evidence.checkpoint import vkey
from exchange.flows.evidence.prove import check_proof, prove_leaf
from exchange.flows.evidence.repair import opening
from exchange.flows.evidence.successor import LogSound
from exchange.flows.evidence.verify import Fault, verify_log
from tests.support.evidence import HOST, Logged
from tests.support.hubs import ALEX
from tests.support.places import DATABASES, PLACES


@pytest.fixture
def log(tmp_path):
    return Logged(tmp_path / "log")


@pytest.fixture
def restored(log):
    """A log of 300 signed leaves of which the database has 250 again, and one leaf more that came since."""
    log.published(250)
    restore = log.backup()
    log.published(300)
    restore()
    log.grows(1)
    return log


def test_the_next_log_begins_with_a_leaf_that_names_the_last_checkpoint_and_what_survived(restored):
    last = restored.book.note(1)
    assert restored.succeeds() == LogStart(number=2, first=251)
    with restored.hub.store.reading() as tx:
        said = opening(tx, tx.log.starts()[-1])
    assert (said["log"], said["follows"], said["kept_log"], said["kept_size"], said["agrees"]) == (2, last, 1, 251, 250)
    assert (said["by"], said["approved_by"]) == ("ops", "boss")


def test_what_came_back_without_a_place_survives_in_the_log_that_is_closed(log):
    log.published(250)
    log.writes(5)
    restore = log.backup()
    log.published(300)
    restore()
    assert log.succeeds() == LogStart(number=2, first=255)
    with log.hub.store.reading() as tx:
        said = opening(tx, tx.log.starts()[-1])
    assert (said["kept_size"], said["agrees"], log.found()) == (255, 255, [])


def test_the_closed_log_stays_as_it_was_signed_and_the_next_one_is_signed(restored):
    last = restored.book.note(1)
    restored.succeeds()
    restored.grows(9)
    assert restored.advances() == Checkpoint(origin=f"{HOST}/rx-log/2", size=10, root=restored.checkpoint(2).root)
    assert (restored.book.note(1), restored.trouble(), restored.found()) == (last, None, [])
    assert verify_log(hub=restored.hub).findings == ()


def test_what_survived_is_proven_in_the_old_log_and_what_came_after_in_the_new_one(restored):
    restored.succeeds()
    restored.grows(9)
    restored.advances()
    for log, index, size in ((1, 0, 300), (1, 249, 300), (2, 0, 10), (2, 9, 10)):
        proof = prove_leaf(index, log=log, with_record=True, published=restored.book, hub=restored.hub)
        _, found = check_proof(proof.text, vkeys=[vkey(log=log, hub=restored.hub)])
        assert (found.origin, found.size) == (f"{HOST}/rx-log/{log}", size)


def test_the_link_itself_can_be_handed_out(restored):
    last = restored.book.note(1)
    restored.succeeds()
    restored.advances()
    proof = prove_leaf(0, log=2, with_record=True, published=restored.book, hub=restored.hub)
    assert json.loads(proof.record)["follows"] == last


def test_a_leaf_that_was_lost_is_not_found_in_the_next_log(restored):
    restored.succeeds()
    restored.grows(100)
    restored.advances()
    with pytest.raises(NotFound):
        prove_leaf(260, log=1, with_record=False, published=restored.book, hub=restored.hub)


def test_a_database_from_before_the_second_log_is_followed_by_a_third(log):
    log.published(100)
    first, restore = log.backup(), log.backup()
    log.published(150)
    restore()
    log.succeeds()
    log.advances()
    first()
    assert log.succeeds() == LogStart(number=3, first=100)
    log.advances()
    assert (log.trouble(), log.found(), log.book.numbers()) == (None, [], [1, 2, 3])


def test_a_newer_database_that_knows_nothing_of_the_second_log_is_not_signed_on(log):
    log.published(100)
    older = log.backup()
    log.published(150)
    newer = log.backup()
    older()
    log.succeeds()
    log.advances()
    newer()
    assert log.trouble() == "shorter-than-checkpoint"


def test_a_lost_book_is_followed_too(log):
    log.published(100)
    (log.folder / "1" / "checkpoint").unlink()
    assert log.succeeds().number == 2
    log.advances()
    assert (log.trouble(), [what for *_, what in log.found()]) == (None, [Fault.CHECKPOINT_MISSING])


def test_a_sound_log_has_no_successor(log):
    log.published(100)
    with pytest.raises(LogSound):
        log.succeeds()


def test_two_people_open_it_and_only_those_who_may(restored):
    with pytest.raises(FourEyes):
        restored.succeeds(second=None)
    with pytest.raises(Forbidden):
        restored.succeeds(by=ALEX)
    assert restored.size == 251


def test_while_a_checkpoint_is_written_nobody_opens_another_log(restored):
    with restored.book.alone(), pytest.raises(LogBusy):
        restored.succeeds()


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said | {"kept_root": said["kept_root"][::-1]},
        lambda said: said | {"kept_size": 1},
        lambda said: said | {"follows": said["follows"].replace("300", "301", 1)},
    ],
)
def test_a_link_that_says_something_else_is_broken(restored, change):
    restored.succeeds()
    tables = restored.bench.store._tables
    said = change(json.loads(tables.log[251].record))
    tables.log[251] = replace(tables.log[251], record=json.dumps(said).encode())
    assert (1, 0, 251, Fault.LINK_BROKEN) in restored.found()


@pytest.mark.parametrize("what", [EntryType.DELIVERY, EntryType.STAFF_ADDED])
def test_a_next_log_that_does_not_begin_with_its_link_is_found(restored, what):
    restored.succeeds()
    tables = restored.bench.store._tables
    tables.log[251] = replace(tables.log[251], type=what)
    assert (1, 0, 251, Fault.LINK_BROKEN) in restored.found()


@pytest.mark.parametrize("name", DATABASES)
def test_a_real_database_of_yesterday_is_found_and_followed(name, request, tmp_path):
    place = PLACES[name](request)
    log = Logged(tmp_path / "log", store=place.open())
    log.published(60)
    for words in ("DELETE FROM record WHERE position >= 40", "DELETE FROM leaf WHERE position >= 40"):
        place.change(words)
    place.change("UPDATE log_size SET placed = 40")
    assert log.trouble() == "shorter-than-checkpoint"
    log.succeeds()
    log.grows(5)
    log.advances()
    assert (log.found(), verify_log(hub=log.hub).findings, log.checkpoint(2).size) == ([], (), 6)
    place.close()
