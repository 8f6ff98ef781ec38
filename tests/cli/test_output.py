"""What somebody else wrote is shown, and never obeyed by a terminal."""

import pytest

from exchange.cli.output import explain, say
from exchange.cli.terminal.table import table
from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.packet.media import AttachmentRefused

TURNED = "Brief\u202efdp.exe\x1b[2J"
SHOWN = "Brief\\u202efdp.exe\\u001b[2J"


def test_what_turns_or_clears_a_line_is_written_out(capsys):
    say(f"Anlage:\t{TURNED}\nzweite Zeile: Müller & Söhne, \u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645")
    out = capsys.readouterr().out
    assert SHOWN in out
    assert "zweite Zeile: Müller & Söhne, \u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645" in out
    assert not {"\u202e", "\x1b"} & set(out)


@pytest.mark.parametrize("where", [TURNED])
def test_nor_does_a_refusal_repeat_it_as_it_is(capsys, where):
    explain(AttachmentRefused("name").saying(where=where), as_json=False)
    err = capsys.readouterr().err
    assert SHOWN in err
    assert not {"\u202e", "\x1b"} & set(err)


def test_where_a_detector_found_something_it_is_said_how_to_write_it(capsys):
    explain(ForbiddenText("forbidden:icd", pointer="/note"), as_json=False)
    assert "was die Person braucht, nicht, was sie hat. Mehr: geleit hint health." in capsys.readouterr().err


def test_nor_does_a_table(capsys):
    table("Überleitungen", ["partner"], [[TURNED]])
    out = capsys.readouterr().out
    assert SHOWN in out
    assert not {"\u202e", "\x1b"} & set(out)
