import pytest

from exchange.core.referral.sought import EVERYTHING, Sought, read_beginning


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ""),
        ("7k2", "7K2"),
        ("7K29", "7K2-9"),
        ("7k2-94q", "7K2-94Q"),
        (" 7K2 94Q ", "7K2-94Q"),
        ("7K294QX", None),
        ("Erika", None),
        ("7%", None),
        ("7_", None),
    ],
)
def test_the_beginning_of_a_code_is_read_however_it_is_typed_and_a_name_is_none(typed, read):
    assert read_beginning(typed) == read


def test_who_looks_for_nothing_finds_everything():
    assert EVERYTHING.fits(partner="https://a.example", code=None)


@pytest.mark.parametrize(
    ("sought", "fits"),
    [
        (Sought(partner="https://a.example"), True),
        (Sought(partner="https://b.example"), False),
        (Sought(code="7K2"), True),
        (Sought(code="K2"), False),
        (Sought(partner="https://a.example", code="7K2-94Q"), True),
        (Sought(partner="https://b.example", code="7K2-94Q"), False),
    ],
)
def test_what_is_looked_for_is_of_the_partner_and_begins_so(sought, fits):
    assert sought.fits(partner="https://a.example", code="7K2-94Q") == fits


def test_a_case_without_a_code_is_found_by_none():
    assert not Sought(code="7").fits(partner="https://a.example", code=None)
