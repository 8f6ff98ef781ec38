"""The canaries sing: each kind of output is shown to be read, and a person's whole way leaves nothing in it."""

import subprocess
import sys
from pathlib import Path

import pytest

from exchange.observe.figures import Figures
from tests.support.canaries import found_in
from tests.support.office import Office

ROOT = Path(__file__).resolve().parents[2]
PLANTED = {
    "our own loggers": "logging.getLogger('exchange.flows').info('draft of %s', 'Erika Beispiel')",
    "a field of a record": "logging.getLogger('exchange').info('call', extra={'route': '030 0000 0000'})",
    "an address": "httpx.Client(transport=echo).get('http://hub.example/?name=Erika')",
    "what a process wrote": "(tmp_path / 'hub.log').write_text('P-1001')",
}
TEST = """
import logging, httpx

def test_planted(tmp_path):
    echo = httpx.MockTransport(lambda request: httpx.Response(200))
    {planted}

def test_another():
    pass
"""


@pytest.mark.parametrize("planted", PLANTED, ids=lambda name: name.replace(" ", "-"))
def test_a_suite_that_lets_a_canary_out_fails(tmp_path, planted):
    file = tmp_path / "test_planted.py"
    file.write_text(TEST.format(planted=PLANTED[planted]))
    words = ["-q", "-p", "tests.support.canaries", "-p", "no:xdist", "-c", "/dev/null", str(file)]
    command = [sys.executable, "-m", "pytest", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 our own tests
    assert (done.returncode, "1 error" in done.stdout or "1 failed" in done.stdout) == (1, True), done.stdout


def test_names_numbers_references_and_words_of_all_invented_persons_are_canaries():
    words = ("Erika", "Beispiel", "P-1001", "030 0000 0000", "Ich komme lieber vormittags und zuerst allein.")
    assert [len(found_in(f"… {word} …")) for word in words] == [1] * 5
    assert found_in("GET /packets/{id} 200 https://suchtberatung.example") == []


def test_a_persons_whole_way_leaves_nothing_in_the_figures():
    here = Office()
    here.bench.under_way("accepted")
    figures = Figures(here.bench.hub)
    figures.called(method="GET", route="/packets/{id}", status=200, seconds=0.1)
    page, _ = figures.page("")
    assert {b"geleit_log_leaves", b"geleit_log_waiting", b"geleit_log_waiting_seconds"} <= set(page.split())
    assert found_in(page.decode()) == []
