"""The record of a signed paper: ids and windows worked out by the calendar, everything else as it was said."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

import schemas
from exchange.core.calendar import day_of, end_of_day, year_after
from exchange.core.consent.clause import Recipient
from exchange.core.consent.consent import with_feedback
from exchange.core.consent.document import read_consent
from exchange.core.consent.texts.paper import (
    Choice,
    NotAMoment,
    Signing,
    Talk,
    consent_document,
    read_moment,
    window_end,
)
from exchange.core.consent.validity import check_answer
from exchange.core.verdict import Granted
from exchange.core.vocabulary import Purpose
from tests.support.clock import NOON

SIGNED = NOON - timedelta(hours=1)
CENTRE, HUB = "https://centre.example", "https://hub.example"
PAPER = Signing(
    signer="Erika Beispiel (erfunden)",
    signed_at=SIGNED,
    text_version="v",
    text_sha256="A" * 43,
    evidence_sha256="B" * 43,
)
RELEASE = replace(PAPER, text_version="v-203", text_sha256="C" * 43, evidence_sha256="D" * 43)
TALK = Talk(
    language="de",
    easy_language=False,
    reviewed_at=SIGNED - timedelta(minutes=5),
    copy_at=SIGNED + timedelta(minutes=5),
    notices=(True, True, True),
)
CHOICE = Choice(
    recipient=Recipient(entity=CENTRE, service_line="sucht"), purpose=Purpose.ADDICTION_SUPPORT,
    categories=frozenset({"referral.core", "person.identity"}), level=3, no_show=False, until=None, released=True,
)  # fmt: skip


def written(**changes: object):
    return consent_document(
        "P-7", **{"choice": CHOICE, "signing": PAPER, "talk": TALK, "release": RELEASE, "hub": HUB} | changes
    )


def test_what_is_written_fits_the_schema_and_is_a_sound_consent():
    document = written()
    assert schemas.validate("urn:geleit:schema:consent:1", document) == ()
    assert check_answer(with_feedback(read_consent(document)), at=NOON) == Granted()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_notice_that_was_not_given_is_not_written_as_given(place):
    notices = tuple(one != place for one in range(3))
    said = written(talk=Talk(**{name: getattr(TALK, name) for name in TALK.__slots__} | {"notices": notices}))
    assert tuple(said["notices"].values()) == notices
    assert check_answer(with_feedback(read_consent(said)), at=NOON).reason == "consent:notices"


def test_a_release_is_written_only_where_one_was_signed_beside_it():
    assert written(release=None)["releases"] == []
    (release,) = written()["releases"]
    assert release["categories"] == ["fb.appointment", "fb.attendance", "fb.decision", "fb.receipt"]
    assert (release["declaration"]["evidence_sha256"], release["recipient"]) == ("D" * 43, HUB)


@given(st.integers(0, 10 * 366 * 24 * 60), st.none() | st.dates(date(2024, 1, 1), date(2036, 1, 1)))
def test_a_window_ends_with_a_day_and_within_a_year(minutes, until):
    signed = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ends = window_end(signed, until=until)
    assert ends <= year_after(signed)
    last = day_of(ends - timedelta(microseconds=1))
    assert ends == end_of_day(last)
    if until is None:
        months = (last.year - day_of(signed).year) * 12 + last.month - day_of(signed).month
        assert months == 6
        assert last.day <= day_of(signed).day


def test_the_last_of_a_month_counts_where_the_day_is_missing():
    assert window_end(datetime(2026, 8, 31, 12, tzinfo=UTC), until=None) == end_of_day(date(2027, 2, 28))


@pytest.mark.parametrize("text", ["2026-11-24 12:59", "2026-11-24T12:59", " 2026-11-24 12:59 ", "2026-11-24T11:59:00Z"])
def test_a_moment_is_read_as_the_clock_on_the_wall_shows_it(text):
    assert read_moment(text, at=NOON) == NOON - timedelta(minutes=1)


@pytest.mark.parametrize(
    "text", ["", "gestern", "24.11.2026 12:59", "2026-11-24", "2026-11-24 13:01", "2026-11-24T12:01:00Z"]
)
def test_what_is_no_moment_or_still_to_come_is_refused(text):
    with pytest.raises(NotAMoment) as refused:
        read_moment(text, at=NOON)
    assert refused.value.detail == text
