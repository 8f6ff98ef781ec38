from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats import FORMATS, checker

GOOD = {
    "birth-date": ["1989", "1989-04", "1989-04-12", "2024-02-29", "1907"],
    "country": ["DE", "AF", "XK"],
    "date": ["2024-02-29"],
    "date-time": ["2026-11-24T10:00:00Z", "2026-11-24T10:00:00.123456+01:00", "2026-11-24T10:00:00.1Z"],
    "email": [
        "a.b+c@d-e.example",
        "ä@b.example",
        "erika@müller.example",
        "用户@例子.example",
        "a@xn--mller-kva.example",
        "a@b.xn--p1ai",
        "a@b.рф",
        "~!#$%&'*+/=?^_`{|}@b.example",
        "a" * 64 + "@b.example",
        "ü" * 32 + "@b.example",
        "a@" + "b" * 63 + ".example",
        "a@b.c.d.e.f.g.h.i.example",
        "a@b." + "c" * 63,
        "a@b.co",
        "a@b.1-a",
    ],
    "json-pointer": ["", "/a/0", "/a~1b~0"],
    "language": ["de", "prs", "ckb", "rom", "ber", "gsg", "sgn-de"],
    "time-of-day": ["14:30"],
    "uuid": ["0193aaaa-0000-7000-8000-000000000001"],
}
BAD = {
    "birth-date": [
        "1899",
        "1899-12-31",
        "89",
        "1989-4",
        "1989-13",
        "1989-02-30",
        "1989-",
        "2999",
        "2999-01-01",
        "1989-04-12\n",
        "",
        "1989-04-12T00:00:00Z",
        "1900",
    ],
    "country": ["de", "XX", "DEU", "", "DE "],
    "date": ["2026-02-30", "2026-2-3", "2026-11-24\n", "٢٠٢٦-11-24", "20261124", ""],
    "date-time": [
        "2026-11-24T10:00:60Z",
        "2026-11-24T10:00:00",
        "2026-11-24 10:00:00Z",
        "2026-11-24T24:00:01Z",
        "x",
        "2026-11-24T10:00:00.1234567Z",
        "2026-11-24T10:00:00.Z",
    ],
    "email": [
        "a@b",
        "@b.example",
        "a b@c.example",
        "a@b.example\n",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a\u202e@b.example",
        "a\u200b@b.example",
        "ü" * 33 + "@b.example",
        "a\u3000b@c.example",
        "a\u0085@b.example",
        "a" * 65 + "@b.example",
        "a@" + "b" * 64 + ".example",
        "a@b.c.d.e.f.g.h.i.j.example",
        "a@b." + "c" * 64,
        "a@b.c",
        "a@b.12",
        "a@b.1-2",
        "\ud800@b.example",
    ],
    "json-pointer": ["a", "/~", "/~2"],
    "language": ["DE", "deu", "xx", "zxx", "de-DE", "", "de\n", "Dari"],
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


def test_somebody_was_born_within_120_years_and_not_after_tomorrow():
    """East of UTC it is tomorrow already."""
    now = datetime.now(tz=UTC)
    today, born = now.date(), FORMATS["birth-date"]
    # In the last minute of a day the day after tomorrow may be tomorrow before it is asked.
    after = 2 if (now + timedelta(minutes=1)).date() == today else 3
    assert born((today + timedelta(days=1)).isoformat())
    assert not born((today + timedelta(days=after)).isoformat())
    oldest = (today + timedelta(days=1)).year - 120
    assert (born(f"{oldest}"), born(f"{oldest - 1}")) == (True, False)


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
