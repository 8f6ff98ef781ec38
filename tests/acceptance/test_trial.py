"""The trial on a laptop, typed as the document says: every block of it, in one shell, in an empty folder."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRIAL = (ROOT / "deploy" / "TRIAL.md").read_text(encoding="utf-8")
PORT = "8443"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return str(sock.getsockname()[1])


@pytest.mark.timeout(300)
def test_the_trial_runs_as_it_is_written(tmp_path):
    blocks = re.findall(r"```\n(.*?)```", TRIAL, re.DOTALL)
    commands = "set -m\n" + "".join(blocks).replace(PORT, free_port())
    geleit = tmp_path / "bin" / "geleit"
    geleit.parent.mkdir()
    geleit.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m exchange "$@"\n')
    geleit.chmod(0o755)
    place = tmp_path / "trial"
    place.mkdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith("GELEIT")}
    ran = subprocess.run(  # noqa: S603 what our own document says
        ["bash", "-euc", commands], cwd=place, env=env | {"PATH": f"{geleit.parent}:{env['PATH']}"},  # noqa: S607
        capture_output=True, text=True, check=False, timeout=280,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr
    said = " ".join(ran.stdout.split())
    assert "Gesendet: " in said
    assert "quittiert" in said
    assert "Alles stimmt." in said


def test_every_line_of_the_trial_that_is_no_command_is_short():
    prose = re.sub(r"```\n.*?```", "", TRIAL, flags=re.DOTALL)
    assert [line for line in prose.splitlines() if len(line) > 150] == []
