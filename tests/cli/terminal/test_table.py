import pytest
from rich.cells import cell_len

from exchange.cli.terminal.language import speaking
from exchange.cli.terminal.table import HEADS, NARROW, WHOLE, table

LONG = "Psychosoziale Kontakt- und Beratungsstelle für Menschen in schwierigen Lebenslagen Berlin-Mitte gGmbH"
WIDE = "社会福祉法人相談支援センター東京都千代田区霞が関一丁目二番三号"
URL = "https://eine-sehr-lange-adresse.mit-vielen-teilen.beratungsstelle-am-fluss.example"


@pytest.fixture(autouse=True)
def narrow(monkeypatch):
    monkeypatch.setenv("COLUMNS", str(NARROW))


@pytest.mark.parametrize(
    "cells", [(LONG,) * 7, (WIDE,) * 7, (URL,) * 7, ("a",) * 7, (LONG, WIDE, URL, "", "x", URL, WIDE)]
)
def test_no_line_of_a_table_is_wider_than_eighty_columns(capsys, cells):
    table(
        "Überleitungen",
        ["code", "name", "entity", "state", "delivery", "next_at", "next_reason"],
        [("7K2-94Q", *cells[1:])],
    )
    lines = capsys.readouterr().out.splitlines()
    assert max(map(cell_len, lines)) <= NARROW
    assert any("7K2-94Q" in line for line in lines)


def test_nothing_of_a_cell_is_lost_where_it_goes_on_below_itself(capsys):
    table("T", ["code", "name", "entity", "state", "delivery", "next_reason"], [("7K2-94Q", WIDE, URL, "x", "y", "z")])
    said = capsys.readouterr().out
    assert {one for one in WIDE if one not in said} == set()
    assert {one for one in URL if one not in said} == set()


def test_a_wider_terminal_is_used(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "160")
    table("T", ["name", "entity"], [("a" * 50, "b" * 60)])
    assert "b" * 60 in capsys.readouterr().out


def test_a_name_in_brackets_is_shown_as_it_is(capsys):
    table("T", ["name"], [("[red]Haus[/red] [bold",)])
    assert "[red]Haus[/red] [bold" in capsys.readouterr().out


@pytest.mark.parametrize(("lang", "head"), [("de", "Nummer"), ("en", "Code")])
def test_heads_are_in_one_language(capsys, lang, head):
    with speaking(["list", "--lang", lang], env={}):
        table("T", ["code"], [("x",)])
    assert capsys.readouterr().out.split()[1] == head


def test_every_head_has_both_words_and_what_is_kept_whole_is_a_column():
    assert all(de and en for de, en in HEADS.values())
    assert set(HEADS) >= WHOLE


def test_the_day_somebody_has_to_act_by_is_never_cut_off(capsys):
    row = ("V4C-TWQ", "Suchtberatung Beispielstadt (erfunden) · beratung", "Question asked", "Received and readable")
    columns = ("code", "partner", "state", "delivery", "listed_for", "listed_at")
    table("", columns, [(*row, "Answer the question", "2026-11-30 19:01")])
    shown = "".join(line[66:].strip() for line in capsys.readouterr().out.splitlines())
    assert "2026-11-30" in shown.replace(" ", ""), shown
