"""Who looks alike: writing, typing errors and sounds do not tell people apart; neighbours in a list are two."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.referral.alike import Described, alike, described

ERIKA = Described(reference="BG 12345//0001", family="Müller", given="Erika", born="1988-03-07")
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)
REFERENCE = st.text("BGP0123456789-/ ", max_size=12)
ANYBODY = st.builds(Described, reference=REFERENCE, family=TEXT, given=TEXT, born=st.dates().map(str) | st.just(""))


@given(ANYBODY, ANYBODY)
def test_it_does_not_matter_who_is_named_first(one, other):
    assert alike(one, other) == alike(other, one)


@given(ANYBODY)
def test_everybody_looks_like_themselves_however_they_are_written(one):
    for form in ("NFC", "NFD"):
        assert alike(one, replace(one, reference=unicodedata.normalize(form, one.reference)))
    assert alike(one, Described(reference=f" {one.reference} "))


@given(ANYBODY, st.integers(0, 11), st.sampled_from("ax7"))
def test_one_wrong_key_in_the_reference_hides_nobody_of_the_same_birth_date(one, place, key):
    one = replace(one, born="1988-03-07")
    for typed in (
        one.reference[:place] + key + one.reference[place:],
        one.reference[:place] + one.reference[place + 1 :],
    ):
        assert alike(one, Described(reference=typed, born=one.born))


@pytest.mark.parametrize(
    "other",
    [
        {"reference": "bg-12345-OOO1", "family": "", "given": "", "born": ""},
        {"reference": "BG 12345//00001"},
        {"reference": "BG 12354//0001", "family": "", "given": ""},
        {"reference": "Z", "family": "Mueller"},
        {"reference": "Z", "family": "MUELLER", "given": "Erica"},
        {"reference": "Z", "family": "Erika", "given": "Müller"},
        {"reference": "Z", "born": "1988-07-03"},
        {"reference": "Z", "born": "1988-03-08"},
    ],
)
def test_who_may_be_one_is_proposed(other):
    assert alike(ERIKA, replace(ERIKA, **other))


@pytest.mark.parametrize(
    "other",
    [
        {"reference": "BG 12345//0002", "family": "Kaya", "given": "Deniz", "born": "1990-01-01"},
        {"reference": "Z"} | {"born": "1961-11-30"},
        {"reference": "Z", "family": "Schmidt"},
        {"reference": "Z", "given": "Hanna"},
        {"reference": "Z", "family": "", "given": ""},
        {"reference": "BG 12345//0002", "family": "", "given": "", "born": ""},
    ],
)
def test_neighbours_and_namesakes_are_not(other):
    assert not alike(ERIKA, replace(ERIKA, **other))


@pytest.mark.parametrize(
    ("one", "other"), [("Meyer", "Maier"), ("Schmidt", "Schmitt"), ("Weiß", "Weiss"), ("Philipp", "Filip")]
)
def test_names_that_sound_alike_are_alike(one, other):
    assert alike(replace(ERIKA, family=one), replace(ERIKA, reference="Z", family=other))


def test_a_description_is_read_from_a_referrals_data():
    data = {"person": {"family_name": "Müller", "given_name": "Erika", "birth_date": "1988-03-07"}}
    assert described(ERIKA.reference, data) == ERIKA
    assert described("P-7", {}) == Described(reference="P-7")
