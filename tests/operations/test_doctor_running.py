"""The health of a hub that runs: asked for by pages, at most every ten seconds, and never in vain."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.config import Entries
from exchange.core.operations.finding import Grade
from exchange.core.unavailable import DatabaseUnavailable
from exchange.main import create_hub, open_hub
from exchange.operations.doctor import KEPT_SECONDS, RunningHealth
from exchange.operations.files import BACKUP_LATE, check_backup
from exchange.operations.rows import check_watched_rows
from tests.support.hubs import PASSPHRASE

ENTRIES = Entries(origin="https://hub.example", name="Hub (erfunden)", land="HE", demo=False)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("running") / "hub"
    create_hub(folder, entries=ENTRIES, passphrase=PASSPHRASE)
    with closing(open_hub(folder, passphrase=PASSPHRASE)) as hub:
        yield hub


class Stopwatch:
    """A clock whose seconds are set by hand."""

    def __init__(self, clock) -> None:
        self.now, self.seconds = clock.now, 100.0

    def monotonic(self):
        return self.seconds


def checks(found):
    return {one.check: one.result for one in found}


def test_it_finds_what_the_doctor_finds_and_of_the_rows_what_the_watch_knows(opened):
    health = RunningHealth(opened)
    found = checks(health())
    assert {"database", "keys", "disk", "key packet", "vault file", "backup"} <= found.keys()
    # Nobody has compared them yet: that is neither good nor bad.
    assert "rows" not in found
    assert [checks(check_watched_rows(number)) for number in (0, 3)] == [{"rows": Grade.OK}, {"rows (3)": Grade.FAIL}]


def test_it_looks_anew_after_ten_seconds_and_not_before(opened):
    clock = Stopwatch(opened.hub.clock)
    health = RunningHealth(replace(opened, hub=replace(opened.hub, clock=clock)))
    first = health()
    clock.seconds += KEPT_SECONDS - 0.1
    assert health() is first
    clock.seconds += 0.1
    assert health() is not first


class Broken:
    """A store that cannot be asked."""

    def reading(self):
        raise DatabaseUnavailable("away")

    shared = reading


def test_a_database_that_is_away_is_what_it_finds_and_nothing_is_raised(opened):
    broken = replace(opened.hub, store=Broken())
    found = checks(RunningHealth(replace(opened, hub=broken, unguarded=broken))())
    assert found["database"] is Grade.FAIL
    assert "vault file" in found


@pytest.mark.parametrize(
    ("late", "grade"), [(timedelta(seconds=-5), Grade.OK), (timedelta(seconds=5), Grade.FAIL), (None, Grade.FAIL)]
)
def test_the_last_backup_is_as_old_as_the_file_that_it_touches(opened, tmp_path, late, grade):
    mark, now = tmp_path / "done", opened.hub.clock.now()
    if late is not None:
        mark.touch()
        now += BACKUP_LATE + late
    (found,) = check_backup(replace(opened.config, backup_mark=mark), now=now)
    assert (found.check, found.result) == ("backup", grade)


def test_of_backups_nobody_named_a_house_is_told_and_a_demonstration_is_not(opened):
    now = opened.hub.clock.now()
    assert [one.result for one in check_backup(opened.config, now=now)] == [Grade.WARN]
    assert list(check_backup(replace(opened.config, demo=True), now=now)) == []
