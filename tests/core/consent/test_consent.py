from dataclasses import replace

import pytest

from exchange.core.consent.consent import clauses_for, open_at, releases_for, with_feedback
from exchange.core.vocabulary import ConsentStatus, Direction, Purpose
from tests.support import consented as c

FLOWS = {ConsentStatus.GIVEN, ConsentStatus.RENEWED}


@pytest.mark.parametrize("status", ConsentStatus)
def test_only_the_two_given_states_let_data_flow(status):
    consent = replace(c.CONSENT, status=status)
    flows = status in FLOWS
    assert open_at(consent, c.AT) is flows
    assert bool(clauses_for(consent, c.CENTRE)) is flows
    assert bool(releases_for(consent, c.CENTRE)) is flows


def test_a_consent_is_open_from_its_first_instant_until_just_before_its_last():
    first, last = c.CLAUSE.valid_from, c.CLAUSE.valid_until
    moments = [first - c.DAY / 86400, first, last - c.DAY / 86400, last]
    assert [open_at(c.CONSENT, at) for at in moments] == [False, True, True, False]


def test_a_recipient_is_told_of_its_own_clauses_only_in_order_of_id():
    others = (replace(c.CLAUSE, id="b", recipient=c.OTHER), replace(c.CLAUSE, id="a"))
    consent = replace(c.CONSENT, clauses=(c.CLAUSE, *others))
    assert [clause.id for clause in clauses_for(consent, c.CENTRE)] == ["a", "c1"]


def test_a_recipient_hears_of_releases_it_speaks_or_listens_in():
    for_me = replace(c.RELEASE, professional="https://praxis.example", recipient=c.CENTRE.entity)
    foreign = replace(for_me, recipient=c.OTHER.entity)
    consent = replace(c.CONSENT, releases=(c.RELEASE, for_me, foreign))
    assert releases_for(consent, c.CENTRE) == (c.RELEASE, for_me)


def test_the_feedback_level_becomes_clauses_for_each_recipient():
    other = replace(c.CLAUSE, id="c2", recipient=c.OTHER, valid_until=c.AT + c.DAY)
    consent = with_feedback(replace(c.CONSENT, clauses=(c.CLAUSE, other), no_show=True))
    back = [clause for clause in consent.clauses if clause.direction == Direction.BACK]
    assert [(clause.id, clause.recipient) for clause in back] == [
        ("c2-back", c.OTHER),
        ("c2-no-show", c.OTHER),
        ("c1-back", c.CENTRE),
        ("c1-no-show", c.CENTRE),
    ]
    assert back[0].valid_until == other.valid_until


def test_the_longest_running_clause_gives_feedback_its_time():
    longer = replace(c.CLAUSE, id="c2", valid_until=c.AT + 200 * c.DAY)
    purpose = replace(c.CLAUSE, id="c3", purpose=Purpose.CRISIS_SUPPORT)
    back = with_feedback(replace(c.CONSENT, clauses=(longer, c.CLAUSE, purpose))).clauses[3:]
    assert {(clause.purpose, clause.valid_until) for clause in back} == {
        (c.CLAUSE.purpose, longer.valid_until),
        (Purpose.CRISIS_SUPPORT, c.CLAUSE.valid_until),
    }


def test_adding_the_level_twice_changes_nothing():
    once = with_feedback(c.CONSENT)
    assert with_feedback(once) == once
