"""A passphrase that was not given, one whose file is missing, and a wrong one are three things to put right."""

import os
import subprocess
import sys
from threading import Thread

import pytest

from exchange.cli.context import credentials, passphrase_in
from exchange.core.errors import WrongPassphrase
from exchange.core.staff.passphrase_input import (
    PassphraseFileExposed,
    PassphraseFileUnreadable,
    PassphraseNotGiven,
)
from keys.passphrase import leave_no_secrets
from tests.cli.by_hand import private

READS_AND_STARTS_ANOTHER = """
import subprocess, sys
from pathlib import Path
from exchange.cli.context import credentials, new_secret, vault_passphrase
file = Path(sys.argv[1]) if sys.argv[1] else None
assert vault_passphrase(file) == b"vault"
assert credentials("anna", file).passphrase == b"vault"
assert credentials("lea", file, variable="GELEIT_APPROVE_PASSPHRASE").passphrase == b"vault"
assert new_secret(file, variable="GELEIT_FIRST_HALF", prompt=None) == b"vault"
subprocess.run(["env"], check=True)
"""


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(PassphraseFileUnreadable) as refused:
        passphrase_in(tmp_path / "nowhere.txt")
    assert refused.value.detail.endswith("nowhere.txt")
    with pytest.raises(PassphraseFileUnreadable):
        passphrase_in(None, env={"CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_none_at_all_and_an_empty_file_are_none(tmp_path, monkeypatch):
    monkeypatch.delenv("GELEIT_BY_PASSPHRASE", raising=False)
    private(tmp_path / "empty", "")
    # What pytest gives for stdin is no terminal.
    with pytest.raises(PassphraseNotGiven):
        passphrase_in(None)
    with pytest.raises(PassphraseNotGiven):
        passphrase_in(tmp_path / "empty")
    with pytest.raises(PassphraseNotGiven) as refused:
        credentials("anna", None)
    assert refused.value.detail == "anna"


def test_each_has_a_code_of_its_own_and_is_refused_alike():
    kinds = (WrongPassphrase, PassphraseNotGiven, PassphraseFileUnreadable, PassphraseFileExposed)
    assert len({one.code for one in kinds}) == len(kinds)
    assert {one.status for one in kinds} == {403}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_file_that_others_can_read_is_not_used_and_what_to_do_is_said(tmp_path, mode):
    file = private(tmp_path / "open.txt", "geheim")
    file.chmod(mode)
    with pytest.raises(PassphraseFileExposed) as refused:
        passphrase_in(file)
    assert refused.value.detail == str(file)
    assert "chmod 600" in refused.value.fix_en
    file.chmod(0o400)
    assert passphrase_in(file) == b"geheim"


def test_what_systemd_hands_over_is_kept_by_its_folder_and_nothing_outside_is(tmp_path):
    folder = tmp_path / "credentials"
    folder.mkdir(mode=0o700)
    for place in (folder, tmp_path):
        private(place / "geleit-passphrase", "geheim").chmod(0o440)
    env = {"CREDENTIALS_DIRECTORY": str(folder)}
    assert passphrase_in(None, env=env) == passphrase_in(folder / "geleit-passphrase", env=env) == b"geheim"
    with pytest.raises(PassphraseFileExposed):
        passphrase_in(tmp_path / "geleit-passphrase", env=env)


def test_a_pipe_has_no_such_mode(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    pipe.chmod(0o644)
    writer = Thread(target=pipe.write_bytes, args=(b"geheim\n",))
    writer.start()
    assert passphrase_in(pipe) == b"geheim"
    writer.join()


@pytest.mark.parametrize("given", ["environment", "file"])
def test_no_passphrase_is_left_to_what_a_command_starts(tmp_path, given):
    file = private(tmp_path / "vault.txt", "vault") if given == "file" else ""
    names = ("PASSPHRASE", "BY_PASSPHRASE", "APPROVE_PASSPHRASE", "FIRST_HALF")
    env = {f"GELEIT_{name}": "vault" for name in names} | {"PATH": "/usr/bin:/bin", "HOME": "/"}
    words = [sys.executable, "-c", READS_AND_STARTS_ANOTHER, str(file)]
    child = subprocess.run(words, env=env, capture_output=True, check=True).stdout  # noqa: S603
    assert b"HOME=/" in child
    assert b"GELEIT" not in child


def test_a_long_running_command_leaves_none_at_all():
    env = {"GELEIT_BY_PASSPHRASE": "a", "GELEIT_NEW_PASSPHRASE": "b", "GELEIT_SECOND_HALF": "c"}
    kept = {"GELEIT_TRACEBACK": "1", "PASSPHRASE": "not ours"}
    leave_no_secrets(both := env | kept)
    assert both == kept
