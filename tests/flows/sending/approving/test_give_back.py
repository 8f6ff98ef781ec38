"""Who does not approve a draft says what is missing; it waits for its writers then, and the word never leaves."""

import pytest

from exchange.core.errors import FourEyes, NotFound, StaleVersion
from exchange.core.referral.referral import GivenBack
from exchange.flows.documents import ForbiddenText
from exchange.flows.sending.approving.approve import to_approve
from exchange.flows.sending.approving.give_back import LONGEST_WORD, WordMissing, give_back
from exchange.flows.sending.release import release_and_send
from tests.flows.sending.approving.test_approve import approved, attached, drafted, edited
from tests.support.hubs import ALEX, BOSS, KIM, VERA, Bench, claim

WORD = "Bitte den Anlass genauer (erfunden)."


def back(bench, referral, by=BOSS, word=WORD):
    return give_back(to_approve(referral.id, by=claim(by), hub=bench.hub), word, by=claim(by), hub=bench.hub)


def draft(bench, referral):
    with bench.store.reading() as tx:
        return tx.referrals.draft(referral.id)


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def referral(bench):
    return drafted(bench)


def test_the_word_is_kept_with_the_draft_and_the_log_says_that_there_was_one(bench, referral):
    back(bench, referral)
    assert draft(bench, referral).given_back == GivenBack(by=BOSS, at=bench.clock.now(), word=WORD)
    (leaf,) = bench.leaves("DRAFT_GIVEN_BACK")
    assert (leaf["referral"], leaf["by"]) == (referral.id, BOSS)
    assert WORD not in str(leaf)


def test_an_approval_from_before_ends_with_it(bench, referral):
    approved(bench, referral)
    back(bench, bench.now(referral), by=VERA)
    assert (bench.now(referral).approved_by, draft(bench, referral).approved) == ("", None)
    with pytest.raises(FourEyes):
        release_and_send(referral.id, by=claim(KIM), approve_by=None, hub=bench.hub)


@pytest.mark.parametrize(("done", "by"), [(edited, KIM), (attached, KIM), (approved, VERA)])
def test_it_stands_until_somebody_writes_the_draft_or_approves_it(bench, referral, done, by):
    back(bench, referral)
    done(bench, bench.now(referral), by)
    assert draft(bench, referral).given_back is None


def test_what_changed_since_it_was_seen_is_not_given_back(bench, referral):
    what = to_approve(referral.id, by=claim(BOSS), hub=bench.hub)
    edited(bench, referral, KIM)
    with pytest.raises(StaleVersion):
        give_back(what, WORD, by=claim(BOSS), hub=bench.hub)


def test_who_wrote_it_gives_nothing_back_and_who_has_no_business_there_sees_nothing(bench, referral):
    what = to_approve(referral.id, by=claim(BOSS), hub=bench.hub)
    with pytest.raises(FourEyes):
        give_back(what, WORD, by=claim(KIM), hub=bench.hub)
    with pytest.raises(NotFound):
        give_back(what, WORD, by=claim(ALEX), hub=bench.hub)


@pytest.mark.parametrize("word", ["", " \n ", "a" * (LONGEST_WORD + 1)])
def test_a_word_is_needed_and_has_an_end(bench, referral, word):
    with pytest.raises(WordMissing):
        back(bench, referral, word=word)


def test_what_is_never_kept_is_not_kept_here_either(bench, referral):
    with pytest.raises(ForbiddenText):
        back(bench, referral, word="Wegen F32.1 bitte anders.")
    assert draft(bench, referral).given_back is None


def test_the_word_does_not_leave_with_the_packet(bench, referral):
    back(bench, referral)
    approved(bench, bench.now(referral))
    released = release_and_send(referral.id, by=claim(KIM), approve_by=None, hub=bench.hub)
    assert released.referral.approved_by == BOSS
    assert draft(bench, referral).given_back is None
