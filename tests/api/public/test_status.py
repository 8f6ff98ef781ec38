"""Whether the hub can work, and what callers hear while it cannot; it recovers by itself."""

import os
import subprocess
from contextlib import ExitStack, closing, contextmanager, suppress

import psycopg
import pytest

from exchange.flows.operations.ready import LEAST_ROOM, examine
from exchange.storage.files.blobs import FileBlobs
from keys.ring import Ring
from tests.support.cluster import SETTINGS, Cluster, binaries, name_of
from tests.support.hubs import CENTRE, Bench
from tests.support.office import Office, TickingClock, code
from tests.support.places import SqlPlace

AWAY, FULL = (503, "HUB_DATABASE_AWAY"), (507, "HUB_DISK_FULL")
MOST = 12


def office(place, **more: object):
    return Office(bench=Bench(store=place.open(), clock=TickingClock(), **more))


def ready(here):
    """A new row is tried in every ten seconds; this is the next ten."""
    here.bench.clock.advance(seconds=10)
    return code(here.send("GET", "/readyz"))


@pytest.fixture
def postgresql(cluster):
    place = SqlPlace.new_postgresql(cluster)
    yield place
    place.close()


def test_a_hub_says_what_it_looked_at():
    assert Office().send("GET", "/readyz").json()["checks"] == {"database": "ok", "keys": "ok", "disk": "ok"}


def test_a_database_that_was_gone_and_is_back_needs_no_restart(cluster, postgresql):
    here = office(postgresql)
    partner = here.client()
    with cluster.stopped():
        assert ready(here) == AWAY
        assert code(partner.get("/directory")) == AWAY
        assert here.send("GET", "/livez").status_code == 200
    assert ready(here)[0] == partner.get("/directory").status_code == 200


def test_a_database_that_is_read_only_for_a_while_is_not_ready(cluster, postgresql):
    here, name = office(postgresql), name_of(postgresql.main)
    partner = here.client()
    with read_only(cluster, name):
        assert ready(here) == AWAY
        assert code(partner.get("/directory")) == AWAY
    assert ready(here)[0] == partner.get("/directory").status_code == 200


@pytest.fixture
def tiny():
    """A server that takes so few connections that they can all be taken."""
    bin_ = binaries()
    if bin_ is None:
        pytest.skip("PostgreSQL is not installed; on Debian: apt-get install postgresql")
    cluster = Cluster(bin_, SETTINGS | {"max_connections": str(MOST), "superuser_reserved_connections": "0"})
    yield cluster
    cluster.remove()


@contextmanager
def all_taken(url):
    with ExitStack() as taken:
        with suppress(psycopg.OperationalError):
            for _ in range(MOST + 1):
                taken.enter_context(closing(psycopg.connect(url)))
        yield


def test_a_server_without_a_free_connection_is_away_for_who_needs_one_and_for_nobody_else(tiny):
    place = SqlPlace.new_postgresql(tiny)
    here, holding = office(place), place.open()
    partner = here.client()
    with holding.reading():
        # It goes back to the pool, and who has one keeps it.
        pass
    here.bench.store.close()
    with all_taken(place.main):
        assert ready(here) == code(partner.get("/directory")) == AWAY
        assert here.send("GET", "/livez").status_code == 200
        (database,) = (one.error for one in examine(hub=here.bench.hub) if one.check == "database")
        assert database.detail == "too-many-connections"
        with holding.transaction() as tx:
            assert tx.partners.get(CENTRE)
    assert ready(here)[0] == partner.get("/directory").status_code == 200
    place.close()


@contextmanager
def read_only(cluster, name):
    cluster.say("ALTER DATABASE {} SET default_transaction_read_only = on", name)
    cut_off(cluster)
    yield
    cluster.say("ALTER DATABASE {} RESET default_transaction_read_only", name)
    cut_off(cluster)


def cut_off(cluster):
    cluster.say("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")


@pytest.fixture
def small(tmp_path):
    """A disk of 24 MiB."""
    mounted = subprocess.run(  # noqa: S603 mount's own program
        ["mount", "-t", "tmpfs", "-o", "size=24m", "none", str(tmp_path)],  # noqa: S607 wherever it is
        check=False, capture_output=True,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("a small disk can only be mounted as root")
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)  # noqa: S603, S607 likewise


def test_a_full_disk_is_said_before_it_is_met_and_when_it_is_met(small):
    place = SqlPlace.sqlite(small)
    here = office(place, blobs=FileBlobs(small / "blobs"))
    partner = here.client()
    assert ready(here)[0] == 200
    (small / "ballast").write_bytes(b"x" * (24 * 1024 * 1024 - LEAST_ROOM))
    assert ready(here) == FULL
    assert partner.get("/directory").status_code == 200
    fill(small / "more")
    answers = [partner.get("/directory") for _ in range(200)]
    assert code(answers[-1]) == FULL
    assert answers[-1].headers["retry-after"] == "60"
    [(small / name).unlink() for name in ("ballast", "more")]
    assert ready(here)[0] == partner.get("/directory").status_code == 200
    place.close()


def fill(path):
    with path.open("wb", buffering=0) as file:
        for size in (1024 * 1024, 4096):
            try:
                while True:
                    file.write(os.urandom(size))
            except OSError:
                continue


def test_a_hub_lives_and_is_ready(office):
    assert [office.send("GET", path).status_code for path in ("/livez", "/readyz")] == [200, 200]


def test_a_hub_without_a_key_is_not_ready(office):
    office.bench.ring = Ring()
    assert code(office.send("GET", "/readyz")) == (503, "HUB_KEY_AWAY")
