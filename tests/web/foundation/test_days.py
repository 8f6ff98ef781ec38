"""A day or a time is read as a browser sends it and as people type it; of all else the right form is said."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.calendar import BERLIN
from exchange.core.errors import Malformed
from exchange.web.foundation.days import read_day, read_moment


@pytest.mark.parametrize("text", ["2027-01-08", "08.01.2027", "8.1.2027", " 8. 1. 2027 "])
def test_a_day_is_read(text):
    assert read_day(text, field="first") == date(2027, 1, 8)


@pytest.mark.parametrize("text", ["2027-01-08T09:00", "2027-01-08 09:00", "08.01.2027, 09:00", "8.1.2027 9:00 Uhr"])
def test_a_time_is_that_of_the_clock_on_the_wall_here(text):
    read = read_moment(text, field="appointment")
    assert (read, read.utcoffset()) == (datetime(2027, 1, 8, 9, tzinfo=BERLIN), timedelta(hours=1))


@pytest.mark.parametrize("text", ["", "morgen", "31.02.2027", "2027-13-01", "1.1.27", "8.1.2027.", "٨.1.2027"])
def test_what_is_no_day_is_refused_with_the_right_form(text):
    with pytest.raises(Malformed) as refused:
        read_day(text, field="first")
    assert (refused.value.pointer, "08.01.2027" in refused.value.form.de) == ("/first", True)


@pytest.mark.parametrize("text", ["", "2027-01-08", "8.1.2027, 25:00", "8.1.2027, 9 Uhr", "2027-01-08T09:00+05:00"])
def test_what_is_no_time_is_refused_with_the_right_form(text):
    with pytest.raises(Malformed) as refused:
        read_moment(text, field="appointment")
    assert (refused.value.pointer, "09:00" in refused.value.form.de) == ("/appointment", True)


@given(st.text(max_size=30))
def test_nothing_that_is_typed_breaks_it(text):
    for read in (read_day, read_moment):
        try:
            assert read(text, field="x")
        except Malformed:
            continue
