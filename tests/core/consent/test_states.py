"""The state of a consent follows from its events, at any instant, and somebody is warned before it ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.calendar import BERLIN
from exchange.core.consent.clause import last_instant
from exchange.core.consent.consent import Revocation, unreadable_consent
from exchange.core.consent.document import read_consent
from exchange.core.consent.states import events_of, is_warned_of, status_at, warning_instants
from exchange.core.vocabulary import ConsentStatus
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, OTHER, consent_document

SIGNED, DAY, TICK = NOON - timedelta(minutes=30), timedelta(days=1), timedelta(microseconds=1)


def given(days=60, **changes: object):
    consent = read_consent(consent_document(NOON, level=2, no_show=False, to=CENTRE, days=days))
    return replace(consent, id="01a0f2a2-0000-7000-8000-000000000001", **changes)


def states(consent, *at):
    return [status_at(consent, one) for one in at]


def test_a_yes_holds_from_its_signature_to_its_end_written_down_or_not():
    ends = last_instant(given().clauses)
    for status in (ConsentStatus.GIVEN, ConsentStatus.EXPIRED):
        found = states(given(status=status), SIGNED - TICK, SIGNED, ends - TICK, ends)
        assert found == [None, ConsentStatus.GIVEN, ConsentStatus.GIVEN, ConsentStatus.EXPIRED]


def test_a_withdrawal_ends_it_at_its_instant_and_wins_over_the_end():
    ends = last_instant(given().clauses)
    for at in (NOON + DAY, ends):
        consent = given(status=ConsentStatus.WITHDRAWN, revocations=(Revocation(at=at),))
        assert states(consent, at - TICK, at, ends + DAY) == [
            ConsentStatus.GIVEN, ConsentStatus.WITHDRAWN, ConsentStatus.WITHDRAWN,
        ]  # fmt: skip


def test_a_withdrawal_for_one_recipient_is_an_event_and_no_end_of_the_whole():
    consent = given(revocations=(Revocation(at=NOON, entity=OTHER),))
    assert [one.entity for one in events_of(consent)] == ["", OTHER, ""]
    assert status_at(consent, NOON + DAY) is ConsentStatus.GIVEN


def test_what_another_answer_closed_was_over_when_its_last_clause_closed():
    closed = replace(given().clauses[0], valid_until=NOON)
    consent = given(status=ConsentStatus.WITHDRAWN, clauses=(closed,), answered_at=SIGNED)
    assert states(consent, NOON - TICK, NOON) == [ConsentStatus.GIVEN, ConsentStatus.WITHDRAWN]


def test_a_no_a_renewal_and_what_somebody_overwrote():
    no = given(status=ConsentStatus.REFUSED, answered_at=NOON)
    assert states(no, NOON - TICK, NOON) == [None, ConsentStatus.REFUSED]
    assert status_at(given(status=ConsentStatus.EXPIRED, renews="x"), NOON) is ConsentStatus.RENEWED
    assert events_of(unreadable_consent("x", person="y")) == ()
    assert status_at(given(status=ConsentStatus.INVALIDATED), NOON) is ConsentStatus.INVALIDATED


def test_somebody_is_warned_30_and_7_days_before_the_end_at_midnight_in_berlin():
    consent = given()
    ends = last_instant(consent.clauses).astimezone(BERLIN)
    warned = [one.astimezone(BERLIN) for one in warning_instants(consent)]
    assert [(ends.date() - one.date()).days for one in warned] == [30, 7]
    assert {(one.hour, one.minute) for one in warned} == {(0, 0)}


@pytest.mark.parametrize(("days", "many"), [(31, 2), (20, 1), (6, 0)])
def test_nobody_is_warned_of_what_was_given_for_less(days, many):
    assert len(warning_instants(given(days=days))) == many


def test_nobody_is_warned_of_what_is_no_yes():
    assert warning_instants(given(status=ConsentStatus.REFUSED)) == ()


def test_an_end_is_near_from_thirty_days_on_until_it_is_there():
    first, _ = warning_instants(given())
    ends = last_instant(given().clauses)
    assert [is_warned_of(ends, at=at) for at in (first - TICK, first, ends - TICK, ends)] == [False, True, True, False]
