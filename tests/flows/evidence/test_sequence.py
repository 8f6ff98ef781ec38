"""Leaves get their places after the commit, in batches, and whoever looks learns how far the log is behind."""

import pytest

from exchange.core.evidence.entry import EntryType
from exchange.core.evidence.merkle import EMPTY
from exchange.flows.append_entry import append_entry
from exchange.flows.evidence.checkpoint import signed
from exchange.flows.evidence.repair import find_damage
from exchange.flows.evidence.sequence import LAG_SECONDS, behind, place_waiting
from exchange.flows.evidence.verify import verify_log
from exchange.runtime.log_signer import LogSigner
from exchange.storage.files.published_log import FilePublishedLog
from keys.encoding import unb64url
from tests.support.evidence import Logged
from tests.support.hubs import Bench
from tests.support.places import DATABASES, PLACES


@pytest.fixture
def log(tmp_path):
    return Logged(tmp_path / "log")


@pytest.fixture(params=DATABASES)
def bench(request):
    place = PLACES[request.param](request)
    yield Bench(store=place.open())
    place.close()


def root_of(report):
    return unb64url(report.root)


def placed(log):
    with log.hub.store.reading() as tx:
        return tx.log.placed()


@pytest.mark.parametrize("leaves", [0, 1, 6, 7, 8, 20])
def test_all_that_wait_get_their_places_in_as_many_batches_as_it_takes(log, leaves):
    before = log.size
    log.writes(leaves)
    assert (placed(log), place_waiting(hub=log.hub, batch=7)) == (before, leaves)
    assert (placed(log), log.size) == (before + leaves, before + leaves)


def test_a_checkpoint_covers_what_has_its_place_and_nothing_that_waits(log):
    log.published(50)
    log.writes(5)
    assert (log.advances(), log.checkpoint().size, log.size) == (None, 50, 55)
    place_waiting(hub=log.hub)
    assert log.advances().size == 55


def test_a_log_is_behind_once_its_first_leaf_has_waited_longer_than_it_may(log):
    assert behind(hub=log.hub) is None
    log.writes(1)
    log.later(seconds=LAG_SECONDS)
    log.writes(2)
    assert behind(hub=log.hub) is None
    log.later(seconds=1)
    late = behind(hub=log.hub)
    assert (late.count, late.seconds(log.hub.clock.now())) == (3, LAG_SECONDS + 1)
    place_waiting(hub=log.hub)
    assert behind(hub=log.hub) is None


def test_while_the_sequencer_is_away_for_an_hour_all_goes_on_and_then_it_catches_up(bench, tmp_path):
    voice = bench.under_way("under-review")
    bench.clock.advance(hours=1)
    bench.withdraw(voice.referral.consent)
    report = verify_log(hub=bench.hub)
    assert (report.findings, report.rows, report.waiting) == ((), (), report.size)
    assert (behind(hub=bench.hub).count, root_of(report)) == (report.size, EMPTY)
    published = FilePublishedLog(tmp_path / "log")
    LogSigner(bench.hub, published=published).once()
    after = verify_log(hub=bench.hub)
    assert (after.findings, after.rows, after.waiting, after.size) == ((), (), 0, report.size)
    checkpoint = signed(published.note(1), log=1, hub=bench.hub)
    assert (checkpoint.size, checkpoint.root) == (report.size, root_of(after))
    assert (find_damage(published=published, hub=bench.hub), behind(hub=bench.hub)) == ((), None)


def test_a_disclosure_whose_leaf_waits_is_counted(bench):
    bench.under_way("under-review")
    place_waiting(hub=bench.hub)
    with bench.store.transaction() as tx:
        append_entry(tx, EntryType.DISCLOSURE, {"packet": "another"}, hub=bench.hub, at=bench.clock.now())
    report = verify_log(hub=bench.hub)
    assert (report.disclosures, [one.what for one in report.findings]) == (2, ["disclosures-differ-from-ledger"])
