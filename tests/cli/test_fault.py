"""A fault nobody foresaw: one honest line, no value, and everything only where it was asked for."""

import errno
import io
from contextlib import redirect_stdout

import pytest

from exchange.__main__ import run
from exchange.cli.fault import EXIT_FAULT, Honest
from exchange.cli.output import EXIT_AWAY, EXIT_REFUSED
from exchange.edge.http.problem import as_error
from schemas.errors import BrokenSchema

NAME = "Erika Beispiel"


def raised(error, **env: str):
    said = []
    honest = Honest(said.append, env=env)
    with honest:
        raise error
    return honest.code, "".join(said)


def test_a_fault_is_one_line_with_its_kind_and_place_and_without_what_it_says():
    code, said = raised(ValueError(NAME))
    assert code == EXIT_FAULT
    assert "ValueError" in said
    assert "tests/cli/test_fault.py:" in said
    assert NAME not in said


def test_with_the_variable_set_everything_is_raised_on():
    with pytest.raises(ValueError, match=NAME):
        raised(ValueError(NAME), GELEIT_TRACEBACK="1")


@pytest.mark.parametrize("end", [SystemExit, KeyboardInterrupt])
def test_an_end_that_was_meant_is_no_fault(end):
    with pytest.raises(end):
        raised(end())


def test_a_schema_that_cannot_be_used_is_a_refusal_in_words():
    assert as_error(BrokenSchema("x.json")).code == "SENDER_SCHEMA_UNUSABLE"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_no_fault_wherever_a_command_meets_it(number, monkeypatch, capsys):
    def full():
        raise OSError(number, NAME)

    monkeypatch.setattr("exchange.__main__.commands", lambda: lambda *_, **__: full())
    assert run(["partner", "receive", "box"]) == EXIT_AWAY
    said = capsys.readouterr().err
    assert "HUB_DISK_FULL" in said
    assert NAME not in said


@pytest.mark.parametrize("content", ["no json", "[]", '{"$id": 7}'])
def test_a_broken_file_given_to_the_schema_check_shows_no_traceback(tmp_path, capsys, content):
    file = tmp_path / "x.json"
    file.write_text(content)
    assert run(["schema", "check", str(file)]) != 0
    assert "Traceback" not in capsys.readouterr().err


def test_a_file_nested_deeper_than_can_be_read_is_refused_with_its_line_and_what_to_do(tmp_path, capsys):
    file = tmp_path / "deep.json"
    file.write_text('{"a":\n' + "[" * 100_000)
    assert run(["schema", "check", str(file)]) == EXIT_REFUSED
    said = capsys.readouterr().out
    assert f"{file}:2#: too-deep: " in said
    assert "flacher" in said


def test_a_command_that_meets_a_fault_ends_with_70_and_no_traceback(capsys):
    """No command foresees an output that was closed before it began."""
    closed = io.StringIO()
    closed.close()
    with redirect_stdout(closed):
        assert run(["schema", "example", "consent"]) == EXIT_FAULT
    said = capsys.readouterr().err
    assert "HUB_ERROR: Programmfehler ValueError in exchange/" in said
    assert "Traceback" not in said
