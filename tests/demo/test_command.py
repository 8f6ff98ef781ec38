"""The demonstration as somebody watches it: one language, two screens, and at its end commands that run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exchange.demo.command import PROVES

pytestmark = pytest.mark.timeout(180)
ROOT = Path(__file__).resolve().parents[2]
SCREENS = 100
"""Lines: two screens of 50."""
BEGIN = {"de": "Zum Ausprobieren in einem zweiten Fenster:", "en": "To try in a second window:"}


def watched(tmp_path, language):
    """Start it, and read what it tells until it invites to try; the process stays up."""
    out = tmp_path / "told.txt"
    words = [sys.executable, "-m", "exchange", "demo", "--directory", str(tmp_path / "demo"), "--lang", language]
    env = {**os.environ, "COLUMNS": "80"}
    with out.open("wb") as file:
        demo = subprocess.Popen(words, stdout=file, stderr=subprocess.STDOUT, cwd=ROOT, env=env)  # noqa: S603
    ends = time.monotonic() + 150
    while time.monotonic() < ends and demo.poll() is None:
        told = out.read_text()
        if BEGIN[language] in told and told.count("partner list") > 0:
            return demo, told
        time.sleep(0.3)
    demo.kill()
    raise AssertionError(out.read_text())


def shim(tmp_path):
    """`geleit` as it is found on a path."""
    command = tmp_path / "bin" / "geleit"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m exchange "$@"\n')
    command.chmod(0o755)
    return f"{command.parent}:{os.environ['PATH']}"


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_is_told_in_one_language_on_two_screens_and_its_commands_run(tmp_path, language):
    demo, told = watched(tmp_path, language)
    try:
        story, _, invitation = told.partition(BEGIN[language])
        commands = [line.strip() for line in invitation.splitlines() if line.startswith("  ")]
        ran = subprocess.run(  # noqa: S603 what it says itself
            ["bash", "-euc", "\n".join(commands)], env={**os.environ, "PATH": shim(tmp_path)},  # noqa: S607
            capture_output=True, text=True, check=False, timeout=100,
        )  # fmt: skip
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(90)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert len(commands) >= 7
    assert len(story.splitlines()) <= SCREENS
    other = PROVES.en if language == "de" else PROVES.de
    flat = " ".join(story.split())
    assert (PROVES.de if language == "de" else PROVES.en) in flat
    assert other not in flat
    assert ("All people" in flat, "Alle Personen" in flat) == (language == "en", language == "de")
    assert ("Case" in ran.stdout or "Code" in ran.stdout) == (language == "en")
