"""What only some commands need is loaded by them: a hub that runs carries none of it about."""

import subprocess
import sys

import pytest

from tests.bench.ground import SECRET, ground

STARTED = """
import sys
from pathlib import Path
import exchange.cli.serving
from exchange.main import build_app, build_figures, build_worker, open_hub
opened = open_hub(Path(sys.argv[1]), passphrase=sys.argv[2].encode())
build_app(opened)
build_figures(opened, worker=build_worker(opened))
with opened.hub.store.shared() as tx:
    tx.log.size()
opened.close()
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
UNNEEDED = ["alembic", "mako", "psycopg", "pygments", "httpx", "pytest"]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("loaded")
    with ground(folder, partners=1):
        command = [sys.executable, "-c", STARTED, str(folder / "hub"), SECRET.decode()]
        ended = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 our own interpreter
    return set(ended.stdout.split())


@pytest.mark.parametrize("module", UNNEEDED)
def test_a_hub_that_serves_and_writes_has_not_loaded_it(loaded, module):
    assert "exchange" in loaded
    assert module not in loaded
