"""The log signer signs what has grown, and alarms once about what keeps it from it."""

from threading import Event, Thread

import pytest

from exchange.runtime.log_signer import LogSigner
from tests.support.evidence import Logged


@pytest.fixture
def log(tmp_path):
    return Logged(tmp_path / "log")


def test_the_notary_signs_what_has_grown_and_alarms_once_what_keeps_it_from_it(log, caplog):
    log.grows_to(50)
    notary = LogSigner(log.hub, published=log.book)
    assert (notary.once(), notary.once(), log.checkpoint().size) == (True, False, 50)
    (log.folder / "1" / "checkpoint").unlink()
    assert [notary.once(), notary.once()] == [False, False]
    assert [record.error for record in caplog.records] == ["HUB_LOG_DAMAGED"]


def test_places_are_given_also_where_nothing_can_be_signed(log):
    log.published(50)
    (log.folder / "1" / "checkpoint").unlink()
    log.writes(5)
    assert LogSigner(log.hub, published=log.book).once() is False
    with log.hub.store.reading() as tx:
        assert (tx.log.placed(), tx.log.size()) == (55, 55)


def test_what_keeps_it_from_placing_is_alarmed_once_and_by_its_own_name(log, caplog):
    log.writes(60)
    restore = log.backup()
    log.published(log.size + 10)
    restore()
    signer = LogSigner(log.gated(), published=log.book)
    signer.once()
    signer.once()
    said = [(record.message, record.error) for record in caplog.records]
    assert said == [
        ("evidence log not sequenced", "HUB_LOG_BEHIND"),
        ("evidence log not signed", "HUB_LOG_BEHIND"),
    ]


def test_whoever_ends_signs_what_was_written_a_moment_ago(log):
    log.published(50)
    log.writes(5)
    LogSigner(log.hub, published=log.book).finish()
    assert log.checkpoint().size == 55


def test_whoever_ends_waits_for_another_process_that_signs(log):
    log.published(50)
    log.writes(5)
    held, free = Event(), Event()

    def holds() -> None:
        with log.book.alone() as mine:
            assert mine
            held.set()
            free.wait(10)

    other = Thread(target=holds)
    other.start()
    held.wait(10)
    ending = Thread(target=LogSigner(log.hub, published=log.book).finish)
    ending.start()
    ending.join(0.2)
    assert (ending.is_alive(), log.checkpoint().size) == (True, 50)
    free.set()
    ending.join(10)
    other.join()
    assert (ending.is_alive(), log.checkpoint().size) == (False, 55)


def test_whoever_ends_does_not_wait_for_what_cannot_be_signed(log):
    log.published(50)
    (log.folder / "1" / "checkpoint").write_text("no note")
    log.writes(5)
    LogSigner(log.hub, published=log.book).finish()
    assert log.book.note(1) == "no note"
