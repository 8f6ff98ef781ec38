"""How the database is opened, and what its troubles are called."""

import sqlite3
import stat
import threading
from contextlib import nullcontext
from pathlib import Path
from time import monotonic, sleep

import pytest
from sqlalchemy.exc import DBAPIError

from exchange.core.errors import Conflict
from exchange.core.unavailable import DatabaseUnavailable, DiskFull
from exchange.storage.database.engine import Turn, open_database, reading, writing
from exchange.storage.database.migrate import migrate
from exchange.storage.tables.schema import metadata
from tests.support.examples import a_draft, a_person, a_referral, uid


def pragma(connection, name):
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def test_a_commit_is_on_the_disk_and_the_tables_rules_are_kept(place):
    expected = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 5000, "secure_delete": 1}
    with reading(place.engine(place.main)) as connection:
        assert {name: pragma(connection, name) for name in expected} == expected


@pytest.mark.parametrize("much", [1, 400])
def test_what_is_deleted_is_not_in_the_file_any_more(place, much, monkeypatch):
    """Searched in the raw bytes: a row in a page, and whole pages that became free."""
    connect = sqlite3.dbapi2.connect

    def plain(*where: object, **how: object):
        # As SQLite is built by its own makers; some distributions build it so that it clears what it frees anyway.
        connection = connect(*where, **how)
        connection.execute("PRAGMA secure_delete=OFF")
        return connection

    monkeypatch.setattr(sqlite3.dbapi2, "connect", plain)
    engine, marks = place.engine(place.main), [f"Erika-Beispiel-{number:04}-erfunden" for number in range(much)]
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE remark (words TEXT)")
        connection.exec_driver_sql("INSERT INTO remark VALUES (?)", [("was bleibt",), *((one,) for one in marks)])
    assert all(one.encode() in raw(place, engine) for one in marks)
    with writing(engine) as connection:
        connection.exec_driver_sql("DELETE FROM remark WHERE words <> 'was bleibt'")
    kept = raw(place, engine)
    assert b"was bleibt" in kept
    assert not [one for one in marks if one.encode() in kept]


def raw(place, engine):
    """The bytes of the database, once the log beside it is in it."""
    with engine.connect() as connection:
        pragma(connection, "wal_checkpoint(TRUNCATE)")
    file = place.main.removeprefix("sqlite:///")
    return b"".join(one.read_bytes() for one in sorted(Path(file).parent.glob(f"{Path(file).name}*")))


@pytest.mark.parametrize("way", ["transaction", "shared"])
def test_a_writer_holds_the_database_from_its_first_moment(place, way):
    with getattr(place.open(), way)():
        other = sqlite3.connect(place.main.removeprefix("sqlite:///"), timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


def test_a_reader_holds_nobody_up(place):
    with place.open().reading() as tx:
        assert tx.people.get(uid(1)) is None
        with place.open().transaction() as writing:
            writing.people.add(a_person())


def test_the_files_are_for_their_owner_alone(place, tmp_path):
    with place.open().transaction() as tx:
        tx.people.add(a_person())
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert "main.db-wal" in modes
    assert set(modes.values()) == {0o600}


def test_a_database_that_stays_locked_is_away(place):
    store = place.open()
    with store.reading():
        pass
    store._engine.dispose()
    holder = sqlite3.connect(place.main.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable, match="BUSY"), store.transaction():
        pass
    holder.close()


def test_whoever_takes_turn_after_turn_keeps_nobody_waiting_for_long():
    turn, done, waited = Turn(), threading.Event(), []

    def greedy():
        while not done.is_set():
            turn.take(timeout=5)
            sleep(0.002)
            turn.leave()

    def patient():
        since = monotonic()
        assert turn.take(timeout=5)
        turn.leave()
        waited.append(monotonic() - since)

    others = [threading.Thread(target=greedy) for _ in range(2)]
    for one in others:
        one.start()
    try:
        for _ in range(5):
            patient()
    finally:
        done.set()
        for one in others:
            one.join()
    assert sum(waited) < 3


def test_those_who_waited_too_long_come_in_the_order_they_came_in():
    turn, order = Turn(patience=0), []

    def waiter(number):
        assert turn.take(timeout=5)
        order.append(number)
        turn.leave()

    assert turn.take(timeout=1)
    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=waiter, args=(number,)))
        threads[-1].start()
        sleep(0.02)
    turn.leave()
    for one in threads:
        one.join()
    assert order == list(range(5))


def test_a_turn_that_does_not_come_is_told_and_nobody_is_left_standing_in_it():
    turn = Turn()
    assert turn.take(timeout=0)
    since = monotonic()
    assert not turn.take(timeout=0.1)
    assert 0.1 <= monotonic() - since < 2
    turn.leave()
    assert turn.take(timeout=0)
    turn.leave()


def test_of_any_number_of_threads_one_at_a_time_has_the_turn():
    turn, inside, seen = Turn(patience=0.001), [], []

    def work():
        for _ in range(200):
            assert turn.take(timeout=20)
            inside.append(1)
            seen.append(len(inside))
            inside.pop()
            turn.leave()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert seen == [1] * 1600


def test_a_database_that_is_not_there_is_away(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path}/missing/main.db")
    with pytest.raises(DatabaseUnavailable), writing(engine):
        pass


def test_a_file_that_is_no_database_is_away(tmp_path):
    (tmp_path / "main.db").write_bytes(b"this is not a database" * 100)
    with pytest.raises(DatabaseUnavailable, match="NOTADB"), writing(open_database(f"sqlite:///{tmp_path}/main.db")):
        pass


def small(place):
    """A store whose database may not grow any more."""
    store = place.open()
    with store.transaction() as tx:
        tx.people.add(a_person())
    with store._engine.connect() as connection:
        pages = pragma(connection, "page_count")
        pragma(connection, f"max_page_count={pages}")
    return store


def test_a_full_disk_is_named_and_nothing_is_half_written(place):
    store = small(place)
    with pytest.raises(DiskFull), store.transaction() as tx:
        tx.referrals.add(a_referral(), a_draft(reason="x" * 100_000))
    with store.reading() as tx:
        assert (tx.people.get(uid(1)), tx.referrals.get(uid(1))) == (a_person(), None)


def test_a_full_disk_is_over_when_there_is_room_again(place):
    store = small(place)
    with pytest.raises(DiskFull), store.transaction() as tx:
        tx.referrals.add(a_referral(), a_draft(reason="x" * 100_000))
    with store._engine.connect() as connection:
        pragma(connection, "max_page_count=1000000")
    with store.transaction() as tx:
        tx.referrals.add(a_referral(), a_draft(reason="x" * 100_000))


def test_an_error_shows_no_value(either):
    with either.open().transaction() as tx:
        tx.people.add(a_person())
    with pytest.raises(Conflict) as caught, either.open().transaction() as tx:
        tx.people.add(a_person())
    chain = [caught.value, caught.value.__cause__, caught.value.__context__]
    assert not any("Erika" in f"{error!r} {error}" or uid(1) in f"{error!r} {error}" for error in chain)


@pytest.mark.parametrize(
    ("words", "given"),
    [("INSERT INTO once (kind, mark) VALUES (?, 'm')", ("Erika",)), ("SELECT ?, ?", ("Erika",))],
    ids=["a-column-is-missing", "a-parameter-is-missing"],
)
def test_a_mistake_of_ours_is_not_taken_for_an_absence_and_shows_no_value(place, words, given):
    with pytest.raises(DBAPIError) as caught, writing(place.engine(place.main)) as connection:
        connection.exec_driver_sql(words, given)
    assert "Erika" not in f"{caught.value!r} {caught.value}"


def test_a_store_nobody_migrated_is_away(either):
    with writing(either.engine(either.main)) as connection:
        metadata.drop_all(connection)
        connection.exec_driver_sql("DROP TABLE alembic_version")
    with pytest.raises(DatabaseUnavailable, match="schema-empty"), either.open().reading():
        pass


def test_a_store_of_a_newer_program_is_away(either):
    with writing(either.engine(either.main)) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseUnavailable, match="schema-newer"), either.open().transaction():
        pass
    with pytest.raises(DatabaseUnavailable, match="schema-newer"):
        migrate(either.engine(either.main))


def test_a_store_of_an_older_program_is_away_and_one_made_for_this_program_too_is_not(either):
    for step, match in (("0001", "schema-older"), ("9999.0001", "")):
        with writing(either.engine(either.main)) as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{step}'")  # noqa: S608 our own
        refused = pytest.raises(DatabaseUnavailable, match=match) if match else nullcontext()
        with refused, either.open().reading():
            pass


@pytest.mark.parametrize(
    ("standing", "remedy"), [("older", "geleit migrate"), ("empty", "geleit migrate"), ("newer", "newer program")]
)
def test_a_database_of_another_version_says_what_helps(standing, remedy):
    assert remedy in DatabaseUnavailable(f"schema-{standing}").fix_en
    assert remedy not in DatabaseUnavailable("unreachable").fix_en
