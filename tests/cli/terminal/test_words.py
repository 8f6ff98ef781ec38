from datetime import UTC, datetime

import pytest

from exchange.cli.terminal.language import speaking
from exchange.cli.terminal.words import NOTHING, day, last_day, moment, word


@pytest.mark.parametrize(("lang", "said"), [("de", "angenommen"), ("en", "Accepted")])
def test_a_code_is_said_in_the_language_spoken(lang, said):
    with speaking(["--lang", lang], env={}):
        assert word("states", "accepted") == said


def test_what_is_no_code_of_the_list_stays_and_what_is_nothing_is_a_dash():
    assert word("states", "something-else") == "something-else"
    assert (word("states", ""), word("states", None), moment(None), day(None)) == (NOTHING,) * 4


def test_an_instant_is_shown_by_the_clock_on_the_wall_in_summer_and_in_winter():
    assert moment(datetime(2026, 7, 14, 22, 30, tzinfo=UTC)) == "2026-07-15 00:30"
    assert (moment(datetime(2026, 12, 31, 8, 15, tzinfo=UTC)), day(datetime(2026, 12, 31, 23, 15, tzinfo=UTC))) == (
        "2026-12-31 09:15", "2027-01-01",
    )  # fmt: skip


def test_a_period_that_ends_at_midnight_is_over_with_the_day_before():
    assert last_day(datetime(2026, 12, 3, 23, tzinfo=UTC)) == "2026-12-03"
    assert (last_day(datetime(2026, 12, 4, 9, tzinfo=UTC)), last_day(None)) == ("2026-12-04", NOTHING)
