import time

import pytest
from rich.console import Console

from exchange.demo.children import Child
from exchange.demo.ground import FolderInUse, scene
from exchange.demo.telling import Teller


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "brief.txt").write_text("meins")
    with pytest.raises(FolderInUse), scene(tmp_path, teller=Teller(Console(quiet=True))):
        pass
    assert [one.name for one in tmp_path.iterdir()] == ["brief.txt"]


def test_what_a_child_says_is_heard_and_it_is_gone_when_stopped(tmp_path):
    heard = []
    child = Child(["json.tool", "--json-lines", "--compact"], log=tmp_path / "log", hear=heard.append)
    assert child.running
    child.go_on()
    child.stop()
    assert not child.running


def test_a_child_that_does_not_hear_is_ended_all_the_same(tmp_path):
    (tmp_path / "deaf.py").write_text(
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nprint('{}', flush=True)\ntime.sleep(60)\n"
    )
    heard = []
    child = Child(["runpy", str(tmp_path / "deaf.py")], log=tmp_path / "log", hear=heard.append)
    while not heard:
        time.sleep(0.02)
    child.stop()
    assert not child.running
