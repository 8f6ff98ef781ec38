"""Checkpoint and tiles are everybody's, entries are for auditing hubs, and nonsense is not found."""

import pytest

from exchange.api.public.evidence_log import log_routes
from exchange.core.evidence.checkpoint import Checkpoint
from exchange.edge.application import app
from exchange.flows.evidence.checkpoint import vkey
from exchange.oauth import oauth_routes
from exchange.oauth.clients import Client as Registered
from keys.jwk import Purpose
from keys.note import Verifier, open_note
from keys.objects import ENTITY_STATEMENT
from keys.sign import verify
from tests.support.evidence import Logged
from tests.support.hubs import ORIGIN, jwks, key_of
from tests.support.office import Client, Office, code

SIZE = 600
AUDITOR = f"{ORIGIN}/auditor"


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    log = Logged(tmp_path_factory.mktemp("book") / "log")
    log.published(SIZE)
    return log


@pytest.fixture(scope="module")
def office(log):
    office = Office(bench=log.bench)
    scopes = frozenset({"hub.witness", "directory.read"})
    auditor = Registered(id=AUDITOR, jwks=jwks(key_of(AUDITOR, Purpose.OAUTH)), scopes=scopes)
    office.app = app([*oauth_routes(log.hub, clients=[auditor]), *log_routes(log.hub, published=log.book)], hub=log.hub)
    return office


def test_the_checkpoint_is_served_as_it_was_signed_and_cached_by_nobody(office, log):
    answer = office.send("GET", "/rx-log/1/checkpoint")
    assert (answer.text, answer.headers["content-type"]) == (log.book.note(1), "text/plain; charset=utf-8")
    assert answer.headers["cache-control"] == "no-cache"
    text, _ = open_note(answer.content, verifiers=[Verifier.read(vkey(log=1, hub=log.hub))])
    assert Checkpoint.read(text).size == SIZE


@pytest.mark.parametrize(
    ("path", "level", "start", "width"),
    [
        ("0/000", 0, 0, 256),
        ("0/001", 0, 256, 256),
        ("0/002.p/88", 0, 512, 88),
        ("0/001.p/7", 0, 256, 7),
        ("1/000.p/2", 1, 0, 2),
    ],
)
def test_a_tile_is_served_to_everybody_and_kept_for_ever(office, log, path, level, start, width):
    answer = office.send("GET", f"/rx-log/1/tile/{path}")
    assert answer.content == log.book.hashes(1, level, start, width)
    assert len(answer.content) == 32 * width
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    [
        "2/checkpoint", "0/checkpoint", "01/checkpoint", "x/checkpoint", "1/checkpoint/", "1/tile", "1/tile/",
        "1/tile/0", "1/tile/0/003", "1/tile/0/002", "1/tile/0/002.p/89", "1/tile/1/000", "1/tile/1/000.p/3",
        "1/tile/2/000.p/1", "1/tile/0/0", "1/tile/0/x000/000", "1/tile/0/000.p/0", "1/tile/0/000.p/256",
        "1/tile/0/../checkpoint", "1/tile/64/000", "1/tile/0/000/", "1/tile/-1/000", "1/tile/0/000%00", "1/tile/0//000",
        "2/tile/0/000", "99999999999999999999999/tile/0/000", "1/tile/0/x999/x999/x999/x999/x999/999",
    ],
)  # fmt: skip
def test_what_is_not_there_is_not_found(office, path):
    assert code(office.send("GET", f"/rx-log/{path}")) == (404, "HUB_NOT_FOUND")


def test_entries_are_for_those_who_audit(office, log):
    auditor = Client(office, AUDITOR, "hub.witness")
    answer = auditor.get("/rx-log/1/tile/entries/002.p/88")
    with log.hub.store.reading() as tx:
        leaves = [leaf for _, leaf in tx.log.leaves(start=512, limit=88)]
    assert answer.content == b"".join(b"\0\x29" + leaf for leaf in leaves)
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"


@pytest.mark.parametrize("path", ["entries/003", "entries/002", "entries/002.p/89", "entries/x000/000", "entries/0"])
def test_entries_that_are_not_there_are_not_found(office, path):
    assert code(Client(office, AUDITOR, "hub.witness").get(f"/rx-log/1/tile/{path}")) == (404, "HUB_NOT_FOUND")


def test_entries_are_for_nobody_else(office):
    assert office.send("GET", "/rx-log/1/tile/entries/000").status_code == 401
    assert code(Client(office, AUDITOR, "directory.read").get("/rx-log/1/tile/entries/000")) == (
        403, "SENDER_INSUFFICIENT_SCOPE",
    )  # fmt: skip


def test_a_damaged_checkpoint_is_not_served_as_a_good_one(tmp_path):
    log = Logged(tmp_path / "log")
    log.published(SIZE)
    log.flips("1/checkpoint", byte=40)
    office = Office(bench=log.bench)
    office.app = app(log_routes(log.hub, published=log.book), hub=log.hub)
    assert code(office.send("GET", "/rx-log/1/checkpoint")) == (503, "HUB_LOG_DAMAGED")


def test_the_entity_configuration_names_the_key_of_the_log(log):
    compact = Office(bench=log.bench).send("GET", "/.well-known/openid-federation").text
    claims = verify(compact, kind=ENTITY_STATEMENT, keys=log.bench.ring.public()).claims
    assert claims["metadata"]["rx_hub"]["log_vkey"] == vkey(log=1, hub=log.hub)
