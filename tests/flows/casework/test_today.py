"""Today: one's own cases and those one stands in for, in pages, with a line of the look that names no case."""

from datetime import timedelta

import pytest

from exchange.core.errors import Malformed
from exchange.core.referral.cause import Cause
from exchange.core.referral.sought import Sought
from exchange.flows.casework.today import look_at_today
from tests.support.hubs import ALEX, BOSS, CENTRE, KIM, OTHER, VERA, Bench, claim


def today(bench, by=KIM, **asked: object):
    return look_at_today(by=claim(by), hub=bench.hub, **{"limit": 9} | asked)


def ids(seen):
    return [one.id for one in seen.referrals]


@pytest.fixture(scope="module")
def lists():
    """Of KIM's a question, a draft and one that is decided on in ten days; one that is ALEX's."""
    bench = Bench()
    asked = bench.under_way("under-review", "question").referral
    for name in ("P-2", "P-3", "P-4"):
        bench.a_consent(person=name)
    drafted = bench.draft(person={"reference": "P-2"})
    sent = bench.release(bench.draft(person={"reference": "P-3"})).referral
    other = bench.draft(person={"reference": "P-4"})
    now = bench.clock.now()
    bench.put(asked, listed_at=now - timedelta(days=2))
    bench.put(drafted, listed_at=now - timedelta(days=1))
    bench.put(bench.now(sent), listed_at=now + timedelta(days=6))
    bench.put(other, owner=ALEX, listed_at=now - timedelta(days=3))
    return bench, [one.id for one in (asked, drafted, sent, other)]


def test_it_holds_ones_own_the_longest_waiting_first_and_what_comes_within_the_week(lists):
    bench, (asked, drafted, sent, _) = lists
    seen = today(bench)
    assert ids(seen) == [asked, drafted, sent]
    assert {cause: count for cause, count in seen.counts.items() if count} == {Cause.QUESTION: 1, Cause.DRAFT: 1}
    assert seen.oldest == bench.now(asked).listed_at
    line = bench.leaves("STAFF_ACCESS")[-1]
    assert {name: line[name] for name in ("by", "what", "count")} == {"by": KIM, "what": "today", "count": 3}
    assert not {asked, drafted, sent} & set(map(str, line.values()))


def test_a_deputy_has_also_those_of_whom_they_stand_in_for_and_a_lead_only_their_own(lists):
    bench, (asked, drafted, sent, other) = lists
    assert ids(today(bench, by=VERA)) == [asked, drafted, sent]
    assert (ids(today(bench, by=ALEX)), ids(today(bench, by=BOSS))) == ([other], [])


def test_pages_follow_each_other_without_a_gap(lists):
    bench, cases = lists
    first = today(bench, limit=2)
    second = today(bench, limit=2, after=first.after)
    assert ids(first) + ids(second) == cases[:3]
    assert (second.after, first.counts) == ("", second.counts)


def test_one_cause_alone_can_be_asked_for(lists):
    bench, (asked, drafted, *_) = lists
    found = [ids(today(bench, cause=one)) for one in (Cause.QUESTION, Cause.DRAFT, Cause.CONSENT_ENDS)]
    assert found == [[asked], [drafted], []]


def test_what_is_sought_alone_is_shown_and_everything_due_is_counted(lists):
    bench, (asked, *_) = lists
    code = bench.now(asked).code
    for sought, found in {Sought(code=code): [asked], Sought(partner=OTHER): [], Sought(partner=CENTRE): 3}.items():
        seen = today(bench, sought=sought)
        assert ids(seen) == found or len(ids(seen)) == found
        assert (seen.counts[Cause.QUESTION], seen.counts[Cause.DRAFT]) == (1, 1)


@pytest.mark.parametrize("after", ["x", "~", "2026-01-01", "2026-13-01T00:00:00Z~1"])
def test_a_place_that_is_none_is_refused(lists, after):
    with pytest.raises(Malformed):
        today(lists[0], after=after)
