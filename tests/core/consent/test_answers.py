"""Of several answers the newest decides; here the rule alone, on values."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.consent.answers import (
    closes_statute,
    declared_at,
    governing,
    overtaken,
    revocations_of,
    stands,
)
from exchange.core.consent.clause import Recipient
from exchange.core.consent.consent import Revocation
from exchange.core.consent.signature import Signer, SignerRole
from exchange.core.ids import uuid7
from exchange.core.vocabulary import ConsentForm, ConsentStatus, Direction, Purpose
from tests.support import consented as c

P = Purpose.ADDICTION_SUPPORT
OUT = Direction.OUT


def answer(day, status=ConsentStatus.GIVEN, number=0, **changes: object):
    """An answer declared so many days from now."""
    at = c.AT + day * c.DAY
    signers = (Signer(role=SignerRole.PERSON, name="E", signed_at=at),)
    clause = replace(c.CLAUSE, valid_from=min(at, c.AT))
    usual = {"id": uuid7(at, random=bytes([number] * 10)), "clauses": (clause,), "answered_at": at, "signers": signers}
    return replace(c.CONSENT, status=status, **usual | changes)


def no(day, **changes: object):
    return answer(day, ConsentStatus.REFUSED, **changes)


def governs(*answers: object):
    return governing(answers, c.CENTRE, P, direction=OUT, at=c.AT)


def test_the_newest_yes_governs_whatever_the_order_they_were_written_down_in():
    yeses = answer(-9), answer(-5), answer(-7)
    assert all(governs(*order) == yeses[1] for order in permutations(yeses))


@given(st.lists(st.tuples(st.integers(-9, 0), st.booleans()), min_size=1, max_size=6))
def test_the_newest_answer_decides_and_of_two_at_one_instant_the_no(said):
    answers = [answer(day) if yes else no(day) for day, yes in said]
    newest = max(day for day, _ in said)
    decided = all(yes for day, yes in said if day == newest)
    assert (governs(*answers) is not None) == decided
    assert closes_statute(answers, c.CENTRE, P) == (not decided)


@pytest.mark.parametrize(
    ("clause", "closed"),
    [
        ({}, True),
        ({"recipient": Recipient(entity=c.CENTRE.entity, service_line="")}, True),
        ({"recipient": Recipient(entity=c.CENTRE.entity, service_line="schulden")}, False),
        ({"recipient": c.OTHER}, False),
        ({"purpose": Purpose.DEBT_SUPPORT}, False),
        ({"direction": Direction.BACK}, True),
    ],
)
def test_a_no_is_about_whom_and_what_it_names(clause, closed):
    said = no(-1, clauses=(replace(c.CLAUSE, **clause),))
    assert (governs(answer(-2), said) is None) == closed


def test_a_withdrawal_speaks_against_every_older_yes_and_no_newer_one():
    withdrawn = answer(-9, ConsentStatus.WITHDRAWN, revocations=(Revocation(at=c.AT - 3 * c.DAY),))
    old, equal, new = answer(-4), answer(-3), answer(-2)
    assert [overtaken(one, (withdrawn, one), c.CENTRE, P) for one in (old, equal, new)] == [True, True, False]
    assert overtaken(old, (withdrawn, old, new), c.CENTRE, P)


@pytest.mark.parametrize(("entity", "over"), [("", True), (c.CENTRE.entity, True), (c.OTHER.entity, False)])
def test_a_withdrawal_is_for_everybody_or_for_whom_it_names(entity, over):
    withdrawn = answer(-9, revocations=(Revocation(at=c.AT - c.DAY, entity=entity),))
    assert overtaken(answer(-4), (withdrawn,), c.CENTRE, P) == over


def test_a_no_older_than_the_newest_yes_changes_nothing():
    first, late, second = answer(-9), no(-5), answer(-2)
    assert stands(first, (first, second, late), c.CENTRE, P)
    assert governs(first, second, late) == second


def test_a_no_to_the_renewal_stops_that_and_leaves_the_old_yes():
    old = answer(-9)
    renewed = answer(-3, ConsentStatus.RENEWED, renews=old.id)
    refused = no(-2, renews=old.id)
    answers = (old, renewed, refused)
    assert [stands(one, answers, c.CENTRE, P) for one in (old, renewed)] == [True, False]
    assert (governs(*answers), closes_statute(answers, c.CENTRE, P)) == (old, True)
    later = answer(-1, ConsentStatus.RENEWED, renews=old.id)
    assert governs(*answers, later) == later


@pytest.mark.parametrize(("entity", "closed"), [("", True), (c.CENTRE.entity, True), (c.OTHER.entity, False)])
def test_a_withdrawal_closes_the_way_without_consent_until_a_newer_yes(entity, closed):
    said = (Revocation(at=c.AT - 3 * c.DAY, entity=entity),)
    withdrawn = answer(-9, ConsentStatus.WITHDRAWN, revocations=said)
    assert closes_statute((withdrawn,), c.CENTRE, P) is closed
    assert closes_statute((withdrawn, answer(-4)), c.CENTRE, P) is closed
    assert not closes_statute((withdrawn, answer(-2)), c.CENTRE, P)


def test_a_no_to_the_renewal_that_also_ends_is_a_no():
    old = answer(-9)
    assert governs(old, no(-2, renews=old.id, also_ends=True)) is None


def test_an_oral_yes_replaces_nothing_written_that_runs():
    written, oral = answer(-9), answer(-2, form=ConsentForm.ORAL_EXCEPTION)
    assert governs(written, oral) == written
    over = replace(written, clauses=(replace(c.CLAUSE, valid_from=c.AT - 9 * c.DAY, valid_until=c.AT - c.DAY),))
    assert governs(over, oral) == oral


def test_a_yes_that_begins_later_governs_from_then_on_and_one_that_is_over_brings_none_back():
    old = answer(-9)
    ahead = answer(-2, clauses=(replace(c.CLAUSE, valid_from=c.AT + c.DAY),))
    assert governs(old, ahead) == old
    over = answer(-2, clauses=(replace(c.CLAUSE, valid_from=c.AT - 2 * c.DAY, valid_until=c.AT),))
    assert governs(old, over) == over


def test_what_was_only_asked_or_put_off_is_no_answer():
    old = answer(-9)
    later = answer(-1, ConsentStatus.REQUESTED), answer(-1, ConsentStatus.REQUEST_DEFERRED)
    assert governs(old, *later) == old
    assert not closes_statute((old, *later), c.CENTRE, P)


def test_a_yes_is_declared_by_the_persons_own_signature():
    guardian = Signer(role=SignerRole.GUARDIAN, name="G", signed_at=c.AT - 5 * c.DAY)
    person = Signer(role=SignerRole.PERSON, name="E", signed_at=c.AT - 4 * c.DAY)
    assert declared_at(replace(c.CONSENT, signers=(guardian, person))) == person.signed_at
    assert declared_at(replace(c.CONSENT, signers=(guardian,))) == guardian.signed_at


def test_a_no_from_before_its_time_was_asked_counts_from_its_recording():
    recorded = c.AT - timedelta(hours=3)
    old = replace(c.CONSENT, id=uuid7(recorded, random=bytes(10)), status=ConsentStatus.REFUSED)
    assert declared_at(old) == recorded


def test_a_withdrawal_from_before_it_was_kept_is_when_the_windows_were_closed():
    at = c.AT - c.DAY / 2
    ahead = replace(c.CLAUSE, id="c2", valid_from=c.AT + 9 * c.DAY, valid_until=c.AT + 9 * c.DAY)
    old = replace(c.CONSENT, status=ConsentStatus.WITHDRAWN, clauses=(replace(c.CLAUSE, valid_until=at), ahead))
    assert revocations_of(old) == (Revocation(at=at),)
