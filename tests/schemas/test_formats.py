from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats import FORMATS, checker

GOOD = {
    "date": ["2024-02-29"],
    "date-time": ["2026-11-24T10:00:00Z", "2026-11-24T10:00:00.123456+01:00"],
    "email": ["a.b+c@d-e.example"],
    "json-pointer": ["", "/a/0", "/a~1b~0"],
    "time-of-day": ["14:30"],
    "uuid": ["0193aaaa-0000-7000-8000-000000000001"],
}
BAD = {
    "date": ["2026-02-30", "2026-2-3", "2026-11-24\n", "٢٠٢٦-11-24", "20261124", ""],
    "date-time": ["2026-11-24T10:00:60Z", "2026-11-24T10:00:00", "2026-11-24 10:00:00Z", "2026-11-24T24:00:01Z", "x"],
    "email": ["a@b", "@b.example", "a b@c.example", "a@b.example\n", "a@[127.0.0.1]", "ä@b.example"],
    "json-pointer": ["a", "/~", "/~2"],
    "time-of-day": ["24:30", "1:30", "14:30:00"],
    "uuid": ["0193AAAA-0000-7000-8000-000000000001", "{0193aaaa-0000-7000-8000-000000000001}"],
}


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_each_format_takes_what_it_should_and_nothing_else(name):
    assert all(FORMATS[name](text) for text in GOOD[name])
    assert not any(FORMATS[name](text) for text in BAD[name])


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_format_says_nothing_about_other_types(name):
    assert all(FORMATS[name](value) for value in (None, 1, True, [], {}))


def test_the_checker_knows_our_formats_and_no_other():
    assert set(checker().checkers) == set(FORMATS)


@given(text=st.one_of(st.datetimes().map(lambda at: at.isoformat() + "Z"), st.text(max_size=25)))
def test_every_instant_that_passes_can_be_read(text):
    if FORMATS["date-time"](text):
        assert datetime.fromisoformat(text).tzinfo is not None


@given(text=st.one_of(st.dates().map(date.isoformat), st.text(alphabet="0123456789-", max_size=11)))
def test_every_day_that_passes_can_be_read(text):
    if FORMATS["date"](text):
        assert date.fromisoformat(text)
