import time

import pytest
from rich.console import Console

from exchange.demo.children import Child
from exchange.demo.ground import FolderInUse, scene
from exchange.demo.telling import Teller

SPEAKS = 'import time; print("{\\"event\\": \\"open\\"}", flush=True); time.sleep(60)'
DEAF = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + SPEAKS


@pytest.fixture
def start(tmp_path):
    """Start a child that runs a line of Python, and wait until it has said something."""
    children = []

    def started(line) -> tuple[Child, list]:
        heard = []
        # The standard library's own way to run a line of Python as a module.
        arguments = ["timeit", "-n", "1", "-r", "1", "-s", line]
        children.append(Child(arguments, log=tmp_path / "log", hear=heard.append))
        ends = time.monotonic() + 30
        while not heard and time.monotonic() < ends:
            time.sleep(0.02)
        return children[-1], heard

    yield started
    for child in children:
        child.stop()


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "brief.txt").write_text("meins")
    with pytest.raises(FolderInUse), scene(tmp_path, teller=Teller(Console(quiet=True))):
        pass
    assert [one.name for one in tmp_path.iterdir()] == ["brief.txt"]


def test_what_a_child_says_is_heard(start):
    _, heard = start(SPEAKS)
    assert heard == [{"event": "open"}]


@pytest.mark.parametrize("line", [SPEAKS, DEAF])
def test_a_stopped_child_is_gone_whether_it_listens_or_not(start, line):
    child, _ = start(line)
    assert child.running
    child.stop()
    assert not child.running
