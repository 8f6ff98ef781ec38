"""A passphrase that was not given, one whose file is missing, and a wrong one are three things to put right."""

import pytest

from exchange.cli.context import credentials, passphrase_in
from exchange.core.errors import WrongPassphrase
from exchange.core.staff.passphrase_input import PassphraseFileUnreadable, PassphraseNotGiven


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(PassphraseFileUnreadable) as refused:
        passphrase_in(tmp_path / "nowhere.txt")
    assert refused.value.detail.endswith("nowhere.txt")
    with pytest.raises(PassphraseFileUnreadable):
        passphrase_in(None, env={"CREDENTIALS_DIRECTORY": str(tmp_path)})


def test_none_at_all_and_an_empty_file_are_none(tmp_path, monkeypatch):
    monkeypatch.delenv("GELEIT_BY_PASSPHRASE", raising=False)
    (tmp_path / "empty").write_bytes(b"")
    # What pytest gives for stdin is no terminal.
    with pytest.raises(PassphraseNotGiven):
        passphrase_in(None)
    with pytest.raises(PassphraseNotGiven):
        passphrase_in(tmp_path / "empty")
    with pytest.raises(PassphraseNotGiven) as refused:
        credentials("anna", None)
    assert refused.value.detail == "anna"


def test_each_has_a_code_of_its_own_and_is_refused_alike():
    kinds = (WrongPassphrase, PassphraseNotGiven, PassphraseFileUnreadable)
    assert len({one.code for one in kinds}) == len(kinds)
    assert {one.status for one in kinds} == {403}
