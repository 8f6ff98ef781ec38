"""Go's own log library recomputes our evidence log from what the hub serves, and verifies everything in it.

Go is Debian's (`golang-go`, `golang-golang-x-mod-dev`); without it these tests are skipped, but never in CI.
"""

import asyncio
import json
import os
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from exchange.api.public.evidence_log import log_routes
from exchange.core.evidence.merkle import consistency, inclusion, is_beginning, leaf_hash, root, root_of_inclusion
from exchange.core.evidence.tiles import Tile, bundle
from exchange.edge.application import app
from exchange.flows.evidence.checkpoint import reader, vkey
from exchange.flows.evidence.entries import entries_of
from exchange.flows.evidence.prove import prove_leaf
from tests.support.evidence import Logged
from tests.support.hubs import ORIGIN

SOAK = os.environ.get("GELEIT_SOAK") == "1"
OLD, SIZE, SAMPLES = (70_000, 100_000, 10_000) if SOAK else (3_000, 5_000, 300)
SOURCE = Path(__file__).parent / "log" / "main.go"
GOCODE = Path("/usr/share/gocode")
PROVEN = (0, 1, 255, 256, 1000, SIZE - 1)


@pytest.fixture(scope="module")
def verifier(tmp_path_factory):
    """The foreign program, compiled."""
    if shutil.which("go") is None or not (GOCODE / "src/golang.org/x/mod/sumdb").is_dir():
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("Go's log library is not installed; on Debian: apt-get install golang-go golang-golang-x-mod-dev")
    folder = tmp_path_factory.mktemp("go")
    # No network: every package comes from where Debian puts it.
    settings = {"GOPATH": str(GOCODE), "GO111MODULE": "off", "GOFLAGS": "", "GOCACHE": str(folder / "cache")}
    command = ["go", "build", "-o", str(folder / "verifier"), str(SOURCE)]
    subprocess.run(command, check=True, env=os.environ | settings, cwd=folder)  # noqa: S603 Debian's Go on our own source
    return folder / "verifier"


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    log = Logged(tmp_path_factory.mktemp("book") / "log")
    log.published(OLD)
    log.old = log.book.note(1)
    log.published(SIZE)
    return log


@pytest.fixture(scope="module")
def mirror(log, tmp_path_factory):
    """Everything the hub serves below the log's prefix, as files; the entries as the guarded address gives them."""
    folder = tmp_path_factory.mktemp("mirror")
    asyncio.run(fetched(log, folder))
    for tile in tiles(SIZE, level=0):
        bundled = Tile(level=None, number=tile.number, width=tile.width)
        put(folder / "tile" / bundled.path, bundle(entries_of(bundled, log=1, published=log.book, hub=log.hub)))
    (folder / "old-checkpoint").write_text(log.old)
    for index in PROVEN:
        proof = prove_leaf(index, log=1, with_record=index % 2 == 0, published=log.book, hub=log.hub)
        put(folder / "proofs" / f"{index}.tlog-proof", proof.text.encode())
    return folder


async def fetched(log, folder):
    transport = httpx.ASGITransport(app=app(log_routes(log.hub, published=log.book), hub=log.hub))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        for path in ("checkpoint", *(f"tile/{tile.path}" for level in range(3) for tile in tiles(SIZE, level=level))):
            answer = await client.get(f"/rx-log/1/{path}")
            assert answer.status_code == 200, path
            put(folder / path, answer.content)


def tiles(size, level):
    count = size >> 8 * level
    full = [Tile(level=level, number=number) for number in range(count // 256)]
    return [*full, Tile(level=level, number=count // 256, width=count % 256)] if count % 256 else full


def put(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def run(verifier, folder, log, samples=SAMPLES):
    command = [str(verifier), str(folder), vkey(log=1, hub=log.hub), str(samples)]
    return subprocess.run(command, capture_output=True, text=True)  # noqa: S603, PLW1510 the program just built; its exit is looked at


def test_a_foreign_program_recomputes_the_root_and_verifies_checkpoints_and_proofs(verifier, mirror, log):
    ran = run(verifier, mirror, log)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "Origin": "hub.jobcenter.example/rx-log/1", "Size": SIZE, "OldSize": OLD, "Leaves": SIZE,
        "Inclusion": SAMPLES, "Consistency": SAMPLES, "Proofs": len(PROVEN),
    }  # fmt: skip


@pytest.mark.parametrize(
    "file",
    ["checkpoint", "old-checkpoint", "tile/0/000", "tile/1/000.p/19", "tile/entries/003", "proofs/256.tlog-proof"],
)
@pytest.mark.skipif(SOAK, reason="the widths of partial tiles named here are those of 5,000 leaves")
def test_the_foreign_program_finds_one_flipped_bit(verifier, mirror, log, tmp_path, file):
    folder = tmp_path / "damaged"
    shutil.copytree(mirror, folder)
    raw = bytearray((folder / file).read_bytes())
    raw[70] ^= 1
    (folder / file).write_bytes(raw)
    assert run(verifier, folder, log).returncode != 0


def test_our_own_verification_says_the_same_of_leaves_and_beginnings(log):
    read, whole = reader(log.book, 1), log.checkpoint().root
    with log.hub.store.reading() as tx:
        leaves = tx.log.leaves(start=0, limit=SIZE)
    for index, leaf in leaves[::7]:
        path = inclusion(read, index=index, size=SIZE)
        assert root_of_inclusion(leaf_hash(leaf), index=index, size=SIZE, path=path) == whole
    for old in range(1, SIZE, SIZE // SAMPLES):
        path = consistency(read, old=old, new=SIZE)
        assert is_beginning(old=(old, root(read, size=old)), new=(SIZE, whole), path=path)
