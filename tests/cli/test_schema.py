"""Codes are found by the words people use, and who asks for a list there is not is told which there are."""

import json

import pytest

import schemas
from exchange.__main__ import run


def codes(capsys, *words: str):
    code = run(["schema", "codes", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize(
    ("listed", "word", "code"),
    [
        ("languages", "dari", "prs"),
        ("languages", "DARI", "prs"),
        ("languages", "Persisch", "fa"),
        ("languages", "Kurdish", "ku"),
        ("languages", "prs", "prs"),
        ("countries", "Deutschland", "DE"),
        ("cancel-reasons", "person-request", "person-request"),
    ],
)
def test_a_code_is_found_by_its_name_in_either_language(capsys, listed, word, code):
    ended, out, _ = codes(capsys, listed, word)
    (line,) = [line for line in out.splitlines() if line.split()[0] == code]
    assert ended == 0
    names = json.loads(codes(capsys, listed, word, "--json")[1])["codes"][code]
    assert names["de"] in line
    assert any(word.casefold() in one.casefold() for one in (code, *names.values()))


def test_a_script_gets_the_same_as_people(capsys):
    _, out, _ = codes(capsys, "languages", "dari", "--json")
    assert json.loads(out)["codes"]["prs"] == schemas.languages()["prs"]


def test_nothing_named_shows_the_lists_and_a_list_alone_all_of_it(capsys):
    assert {"languages", "countries", "states"} <= set(codes(capsys)[1].split())
    _, whole, _ = codes(capsys, "languages")
    assert len(whole.splitlines()) == len(schemas.languages())


def test_a_list_there_is_not_is_refused_with_the_one_meant(capsys):
    ended, _, err = codes(capsys, "langauges")
    assert ended != 0
    assert "gemeint ist vielleicht languages" in err


def test_a_word_no_code_goes_by_is_refused_with_the_list_it_was_sought_in(capsys):
    ended, out, err = codes(capsys, "languages", "klingonisch-am-see")
    assert (ended != 0, out) == (True, "")
    assert "languages" in err
