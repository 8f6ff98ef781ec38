"""What our fonts can show."""

import hashlib

import pytest

from exchange.reports.glyphs import FONTS, covered


@pytest.mark.parametrize("text", ["ÄÖÜäöüßẞ–„“•□", "ŁłŞşĞğİı", "Їїєґ", "ΑΩάώ", "محمد‌ی", "שלום", "გამარჯობა", "Հայ"])
def test_scripts_that_people_here_are_named_in_are_covered(text):
    assert [one for one in text if ord(one) not in covered()] == []


@pytest.mark.parametrize("character", ["李", "न", "አ", "\ue123", "\U0010ffff"])
def test_what_no_font_has_is_not_covered(character):
    assert ord(character) not in covered()


def test_the_fonts_are_those_whose_licence_lies_beside_them():
    licence = (FONTS / "LICENCE.txt").read_text(encoding="utf-8")
    for font in FONTS.glob("*.ttf"):
        assert f"{hashlib.sha256(font.read_bytes()).hexdigest()}  {font.name}" in licence
