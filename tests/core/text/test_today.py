"""The sentence on top of today, and until when somebody has time: as people say it, in both languages."""

from datetime import date

import pytest

from exchange.core.referral.cause import Cause
from exchange.core.text.today import ASKS, summary, time_left

MONDAY = date(2026, 11, 30)
FRIDAY, WEDNESDAY, LONG_AGO = date(2026, 11, 27), date(2026, 12, 2), date(2026, 10, 1)


@pytest.mark.parametrize(
    ("needs", "oldest", "de", "en"),
    [
        (0, None, "Heute ist nichts offen. Schön.", "Nothing is open today. Good."),
        (
            1,
            FRIDAY,
            "Ein Vorgang braucht Sie. Er wartet seit Freitag.",
            "One matter needs you. It has been waiting since Friday.",
        ),
        (
            3,
            FRIDAY,
            "Drei Vorgänge brauchen Sie. Der älteste wartet seit Freitag.",
            "Three matters need you. The oldest has been waiting since Friday.",
        ),
        (
            13,
            LONG_AGO,
            "13 Vorgänge brauchen Sie. Der älteste wartet seit dem 1. Oktober.",
            "13 matters need you. The oldest has been waiting since 1 October.",
        ),
        (
            12,
            MONDAY,
            "Zwölf Vorgänge brauchen Sie. Der älteste wartet seit heute.",
            "Twelve matters need you. The oldest has been waiting since today.",
        ),
    ],
)
def test_the_sentence_says_how_many_and_since_when(needs, oldest, de, en):
    said = [summary(needs, oldest, today=MONDAY, language=language) for language in ("de", "en")]
    assert said == [de, en]


@pytest.mark.parametrize(
    ("listed", "next_at", "de", "en"),
    [
        (FRIDAY, FRIDAY, "seit Freitag", "since Friday"),
        (MONDAY, MONDAY, "heute", "today"),
        (FRIDAY, WEDNESDAY, "bis Mittwoch", "until Wednesday"),
        (LONG_AGO, date(2027, 1, 5), "bis zum 5. Januar 2027", "until 5 January 2027"),
    ],
)
def test_the_time_is_a_day_and_never_a_colour(listed, next_at, de, en):
    said = [time_left(listed, next_at, today=MONDAY, language=language) for language in ("de", "en")]
    assert said == [de, en]


def test_every_group_says_what_is_asked():
    assert list(ASKS) == list(Cause)
