"""PostgreSQL goes away and comes back, or may not be written: what that is called, and what is lost."""

import pytest
from sqlalchemy.exc import DBAPIError

from exchange.core.unavailable import Contended, DatabaseUnavailable
from exchange.storage.database.engine import open_database, reading, writing
from exchange.storage.database.migrate import migrate
from tests.support.cluster import name_of
from tests.support.examples import a_person, uid
from tests.support.places import SqlPlace
from tests.support.statements import hear


@pytest.fixture
def place(cluster):
    place = SqlPlace.new_postgresql(cluster)
    yield place
    place.close()


def test_a_stopped_database_is_away_and_found_again_without_a_restart_of_ours(place, cluster):
    store = place.open()
    with store.transaction() as tx:
        tx.people.add(a_person())
    with cluster.stopped():
        for _ in range(3):
            with pytest.raises(DatabaseUnavailable, match="unreachable"), store.transaction():
                pass
    with store.transaction() as tx:
        assert tx.people.get(uid(1)) == a_person()


def test_a_restart_between_two_transactions_is_not_even_noticed(place, cluster):
    store = place.open()
    with store.reading() as tx:
        assert tx.people.get(uid(1)) is None
    with cluster.stopped():
        pass
    with store.transaction() as tx:
        tx.people.add(a_person())


def cut_off(tx, cluster):
    tx.people.add(a_person())
    with cluster.stopped():
        pass


def test_a_database_stopped_in_the_middle_of_a_transaction_keeps_nothing_of_it(place, cluster):
    store = place.open()
    with pytest.raises(DatabaseUnavailable), store.transaction() as tx:
        cut_off(tx, cluster)
    with store.reading() as tx:
        assert tx.people.get(uid(1)) is None


def test_a_database_that_may_only_be_read_says_so_and_is_still_read(place, cluster):
    with place.open().transaction() as tx:
        tx.people.add(a_person())
    cluster.say("ALTER DATABASE {} SET default_transaction_read_only = on", name_of(place.main))
    store = place.open()
    with pytest.raises(DatabaseUnavailable, match="read-only"), store.transaction() as tx:
        tx.people.add(a_person(2))
    with store.reading() as tx:
        assert tx.people.get(uid(1)) == a_person()


def test_a_writer_who_waits_too_long_for_another_one_is_told_so(place):
    one, other, asked = place.engine(place.main), place.engine(place.main), []
    hear(other, asked.append)
    with writing(one), pytest.raises(DatabaseUnavailable, match="busy"), writing(other):
        pass
    # Once: to wait a second time would keep the caller twice as long.
    assert len([words for words in asked if "lock" in words]) == 1


def test_a_reader_waits_for_no_writer(place):
    store = place.open()
    with store.transaction() as tx:
        tx.people.add(a_person())
        with store.reading() as other:
            assert other.people.get(uid(1)) is None


def test_who_would_write_what_another_has_changed_since_may_try_again(place):
    with reading(place.engine(place.main)) as connection:
        connection.exec_driver_sql("SELECT placed FROM log_size")
        with writing(place.engine(place.main)) as other:
            other.exec_driver_sql("UPDATE log_size SET placed = 1")
        with pytest.raises(Contended):
            connection.exec_driver_sql("UPDATE log_size SET placed = 2")


def test_a_reader_sees_one_state_of_the_database_to_its_end(place):
    store = place.open()
    with store.reading() as tx:
        assert tx.people.get(uid(1)) is None
        with store.transaction() as other:
            other.people.add(a_person())
        assert tx.people.get(uid(1)) is None


@pytest.mark.parametrize(
    "words",
    [
        "INSERT INTO once (kind, mark) VALUES (%s, 'm')",
        "INSERT INTO log_size (id, placed) VALUES (2, CAST(%s AS integer))",
        "SELECT nothing FROM once WHERE kind = %s",
    ],
    ids=["a-column-is-missing", "a-value-cannot-be-read", "a-column-is-unknown"],
)
def test_a_mistake_of_ours_is_not_taken_for_an_absence_and_shows_no_value(place, words):
    with pytest.raises(DBAPIError) as caught, writing(place.engine(place.main)) as connection:
        connection.exec_driver_sql(words, ("Erika",))
    assert "Erika" not in f"{caught.value!r} {caught.value} {caught.value.__cause__}"


@pytest.mark.parametrize(("database", "word"), [("nowhere", "unreachable"), ("postgres", "permission")])
def test_a_database_that_is_not_there_or_not_ours_is_away(cluster, database, word):
    cluster.say("DROP ROLE IF EXISTS {}", "stranger")
    cluster.say("CREATE ROLE {} LOGIN", "stranger")
    engine = open_database(f"postgresql://stranger@/{database}?host={cluster.folder}")
    with pytest.raises(DatabaseUnavailable, match=word):
        migrate(engine)
    engine.dispose()


def test_nothing_waits_for_ever(place):
    with writing(place.engine(place.main)) as connection:
        names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
        assert [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in names] == ["5s", "30s", "1min"]


def test_a_commit_is_on_the_disk_even_where_the_server_would_not_wait_for_it(place, cluster):
    cluster.say("ALTER DATABASE {} SET synchronous_commit = off", name_of(place.main))
    with reading(place.engine(place.main)) as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"


def test_a_statement_that_takes_too_long_is_ended(place):
    with writing(place.engine(place.main)) as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 50")
        with pytest.raises(DatabaseUnavailable, match="slow"):
            connection.exec_driver_sql("SELECT pg_sleep(9)")


def test_a_server_out_of_connections_is_away(cluster):
    cluster.say("DROP ROLE IF EXISTS {}", "crowd")
    cluster.say("CREATE ROLE {} LOGIN CONNECTION LIMIT 0", "crowd")
    engine = open_database(f"postgresql://crowd@/postgres?host={cluster.folder}")
    with pytest.raises(DatabaseUnavailable, match="too-many-connections"), reading(engine):
        pass


def test_nobody_listens_there(tmp_path):
    with (
        pytest.raises(DatabaseUnavailable, match="unreachable"),
        reading(open_database(f"postgresql:///x?host={tmp_path}")),
    ):
        pass
