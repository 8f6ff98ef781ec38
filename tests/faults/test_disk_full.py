"""A disk that runs full stops intake with a code of ours, leaves nothing half written, and is well again once freed."""

import os
import random
import subprocess
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import pytest

from exchange.core.errors import GeleitError
from exchange.core.unavailable import Contended, DiskFull
from exchange.storage.database.engine import closing_database, reading
from exchange.storage.database.migrate import migrate
from exchange.storage.files.published_log import FilePublishedLog
from tests.bench.ground import ground, served
from tests.faults.audit import findings, lost, sound
from tests.faults.intake import hand_in
from tests.faults.processes import needed
from tests.faults.reader import Reader

RECOVERY_SECONDS = 10


@pytest.fixture
def small(tmp_path):
    """A disk of 16 MB and 2,000 files."""
    if os.geteuid() != 0:
        pytest.skip("a small disk can be mounted by root only")
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(  # noqa: S603 the system's own program, by its full path
        [needed("mount"), "-t", "tmpfs", "-o", "size=16m,nr_inodes=2000", "tmpfs", folder], check=True
    )
    yield folder
    subprocess.run([needed("umount"), "--lazy", folder], check=True)  # noqa: S603 likewise


def fill(folder: Path, *, leave: int) -> Path:
    """Fill a disk but for so many bytes; the file that fills it."""
    filler = folder / "filler"
    free = os.statvfs(folder)
    # Others write at the same time, so the last bytes may already be gone.
    with suppress(OSError), filler.open("wb") as file:
        file.write(b"\0" * max(0, free.f_bavail * free.f_frsize - leave))
    return filler


def tried(number, *, made):
    """Hand one in, once more where that is what the error says; its id, or the error's code."""
    code = ""
    for _ in range(2):
        try:
            return hand_in(f"P-{number}", partner=made.recipients[0].entity, hub=made.hub), ""
        except GeleitError as error:
            code = error.code
        if code != Contended.code:
            break
    return "", code


def until_full(first, *, made):
    """Hand in until it is refused: those that were confirmed, and the error's code."""
    confirmed = []
    for number in range(first, first + 50):
        done, code = tried(number, made=made)
        if code:
            return confirmed, code
        confirmed.append(done)
    return confirmed, ""


def test_a_full_disk_stops_intake_with_a_code_leaves_nothing_half_and_is_well_again_when_freed(small):
    with ground(small, partners=1) as made:
        confirmed = [tried(0, made=made)[0]]
        for number, leave in enumerate(random.Random(5).sample(range(0, 400_000, 4096), 8), start=1):
            filler = fill(small, leave=leave)
            handed, code = until_full(number * 100, made=made)
            confirmed += handed
            assert code == DiskFull.code
            filler.unlink()
            confirmed.append(tried(number * 100 + 99, made=made)[0])
            assert lost(made.hub, confirmed) == []
        assert (findings(made.hub), sound(small / "hub")) == ([], True)


def test_a_hub_that_runs_goes_on_with_what_is_under_way_when_others_fill_the_disk_to_its_last_byte(small):
    with served(small, partners=1) as made:
        reader = Reader(made.recipients[0])
        done, _ = tried(1, made=made)
        with made.hub.store.reading() as tx:
            packet = tx.referrals.get(done).packet
        filler = fill(small, leave=0)
        end = monotonic() + RECOVERY_SECONDS
        while packet not in reader.taken and monotonic() < end:
            assert "507" not in refused(reader)
            sleep(0.1)
        assert packet in reader.taken
        assert not (small / "hub" / "reserve").exists()
        # What is new waits, until there is room for the reserve again.
        assert tried(2, made=made)[1] == DiskFull.code
        filler.unlink()
        assert tried(3, made=made)[1] == ""
        assert (small / "hub" / "reserve").exists()
        assert findings(made.hub) == []


def test_a_hub_that_runs_without_a_reserve_on_a_full_disk_takes_the_answers_once_there_is_room_again(small):
    with served(small, partners=1) as made:
        reader = Reader(made.recipients[0])
        done, _ = tried(1, made=made)
        with made.hub.store.reading() as tx:
            packet = tx.referrals.get(done).packet
        (small / "hub" / "reserve").unlink()
        filler = fill(small, leave=0)
        assert refused(reader).endswith("507")
        filler.unlink()
        end = monotonic() + RECOVERY_SECONDS
        while packet not in reader.taken and monotonic() < end:
            refused(reader)
            sleep(0.1)
        with made.hub.store.reading() as tx:
            assert tx.referrals.get(done).received
        assert findings(made.hub) == []


def test_a_process_that_opens_its_database_on_a_full_disk_hears_that_it_is_full(small):
    url = f"sqlite:///{small}/x.sqlite"
    with closing_database(url) as engine:
        migrate(engine)
    fill(small, leave=0)
    with closing_database(url) as engine, pytest.raises(DiskFull), reading(engine) as connection:
        connection.exec_driver_sql("SELECT * FROM once")


def test_on_a_full_disk_the_last_checkpoint_and_the_hashes_below_it_stay(small):
    book = FilePublishedLog(small / "log")
    book.write(1, 0, 0, b"a" * 32)
    book.publish(1, "one\n")
    filler = fill(small, leave=0)
    with pytest.raises(DiskFull):
        book.write(1, 0, 1, b"b" * 100_000)
    with pytest.raises(DiskFull):
        book.publish(1, "x" * 100_000)
    assert (book.note(1), book.hashes(1, 0, 0, 1)) == ("one\n", b"a" * 32)
    filler.unlink()
    book.publish(1, "two\n")
    assert book.note(1) == "two\n"


def test_on_a_full_disk_nobody_gets_the_pen_and_the_disk_is_named(small):
    full_of_files(small)
    with pytest.raises(DiskFull), FilePublishedLog(small / "log").alone():
        pass


def full_of_files(folder: Path) -> None:
    """Use up every inode there is: where a file has no bytes, a folder needs one all the same."""
    for number in range(os.statvfs(folder).f_ffree):
        (folder / f"{number}").touch()


def refused(reader) -> str:
    """One round of the partner; what the hub said if it would not."""
    try:
        reader.once()
    except GeleitError as error:
        return f"{error.code} {error.detail}"
    return ""
