"""A new key waits for 72 hours, unless the old one speaks for it in view of witnesses."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.federation.key_change import HOLD, KeyChange, Offered, held_until, judge, kids_of
from tests.support.keys import NOW

KNOWN = {"federation": frozenset({"f"}), "enc": frozenset({"e"})}
CHANGED = KNOWN | {"enc": frozenset({"e", "new"})}


def judged(kids=CHANGED, *, known=KNOWN, after=timedelta(), usable=True, vouched=False, witnessed=False):
    offered = Offered(kids=kids, vouched=vouched, witnessed=witnessed, first_seen=NOW)
    return judge(offered, known=known, old_usable=usable, at=NOW + after)


def test_the_first_keys_are_those_that_two_people_compared():
    assert judged(known=None) is KeyChange.BELIEVED


@pytest.mark.parametrize("kids", [KNOWN, KNOWN | {"enc": frozenset()}, {"enc": frozenset({"e"})}, {}])
def test_keys_that_stay_or_go_are_believed_at_once(kids):
    assert judged(kids, usable=False) is KeyChange.BELIEVED


def test_the_old_key_speaks_for_a_new_one_in_view_of_witnesses_or_not_at_all():
    assert judged(vouched=True, witnessed=True) is KeyChange.BELIEVED
    assert judged(vouched=True) is KeyChange.HELD
    assert judged(witnessed=True) is KeyChange.HELD


def test_a_new_key_is_held_for_72_hours_to_the_second():
    assert judged(after=HOLD - timedelta(seconds=1)) is KeyChange.HELD
    assert judged(after=HOLD) is KeyChange.BELIEVED


def test_where_no_old_key_can_be_used_what_is_new_waits():
    assert judged(usable=False) is KeyChange.WAITS
    assert judged(usable=False, after=HOLD) is KeyChange.BELIEVED


@pytest.mark.parametrize("purpose", ["federation", "enc", "ack"])
def test_the_rule_is_the_same_for_every_purpose(purpose):
    assert judged(KNOWN | {purpose: frozenset({"new"})}) is KeyChange.HELD


def test_a_key_that_stood_under_another_purpose_is_new():
    assert judged({"federation": frozenset({"e"})}) is KeyChange.HELD


def test_a_revoked_key_is_not_offered_so_one_that_comes_back_is_new():
    revoked = {"kid": "e", "revoked": {"revoked_at": 1, "reason": "compromised"}}
    before = kids_of({"enc": {"keys": [revoked]}})
    assert before == {"enc": frozenset()}
    assert judged(kids_of({"enc": {"keys": [{"kid": "e"}]}}), known=before) is KeyChange.HELD


KIDS = st.dictionaries(st.sampled_from(["federation", "enc"]), st.frozensets(st.sampled_from("abc")))


@given(KIDS, KIDS, st.booleans(), st.booleans(), st.booleans(), st.integers(0, 100))
def test_no_new_key_is_believed_before_its_time_without_both_who_speak_for_it(old, new, vouched, witnessed, use, hours):
    after = timedelta(hours=hours)
    found = judged(new, known=old, vouched=vouched, witnessed=witnessed, usable=use, after=after)
    is_new = any(kids - old.get(purpose, frozenset()) for purpose, kids in new.items())
    if found is KeyChange.BELIEVED and is_new:
        assert (vouched and witnessed) or after >= HOLD
    if not is_new:
        assert found is KeyChange.BELIEVED


def test_until_when_a_key_is_held_can_be_said():
    assert held_until(Offered(kids=CHANGED, vouched=False, witnessed=False, first_seen=NOW)) == NOW + HOLD
