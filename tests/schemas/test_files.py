"""The published lists: every language and every country there is, with names people know."""

import re

import pytest

import schemas

UNKIND = re.compile("zigeuner|gypsy|buschm|zeichensprach", re.IGNORECASE)


@pytest.mark.parametrize(
    ("code", "german"),
    [
        ("de", "Deutsch"), ("prs", "Dari"), ("fa", "Persisch"), ("ckb", "Zentralkurdisch"), ("kmr", "Nordkurdisch"),
        ("ti", "Tigrinya"), ("ps", "Paschtu"), ("rom", "Romani"), ("uk", "Ukrainisch"),
        ("gsg", "Deutsche Gebärdensprache"), ("ber", "Berbersprachen"), ("apc", "Nord-Levantine-Arabisch"),
    ],
)  # fmt: skip
def test_a_language_has_its_german_name(code, german):
    assert schemas.languages()[code]["de"] == german


def test_every_code_that_was_there_before_is_there_still():
    before = "de ar bg bs en es fa fr hr it ku pl ps pt ro rom ru sgn-de so sq sr ti tr uk ur vi zh"
    assert set(before.split()) <= set(schemas.languages())


def test_there_are_all_languages_and_all_countries_each_with_both_names():
    assert len(schemas.languages()) > 8000
    assert len(schemas.countries()) == 250
    for listed, shape in ((schemas.languages(), "[a-z]{2,3}|sgn-de"), (schemas.countries(), "[A-Z]{2}")):
        assert all(re.fullmatch(shape, code) for code in listed)
        assert all(words["de"].strip() and words["en"].strip() for words in listed.values())
    assert schemas.countries()["TR"]["de"] == "Türkei"


def test_no_name_is_one_that_people_do_not_want_to_be_called():
    names = [name for words in schemas.languages().values() for name in words.values()]
    assert [name for name in names if UNKIND.search(name)] == []
