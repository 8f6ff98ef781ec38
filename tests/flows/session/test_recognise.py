"""A token is its owner's until their session ends: for whatever reason, and in the transaction of what they do."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.errors import Forbidden
from exchange.core.session.session import EndOfSession, NotFresh, SessionEnded
from exchange.core.vocabulary import Role
from exchange.flows.session.freshen import freshen
from exchange.flows.session.recognise import recognise
from exchange.flows.session.sign_in import sign_in
from exchange.flows.session.sign_out import sign_out
from exchange.flows.staff.authenticate import SENDERS, SignedIn, authenticate, authorize
from exchange.flows.staff.enter import enter_reset
from exchange.flows.staff.members import change_passphrase, deactivate_staff
from tests.support.accounts import WORDS, halves_of, takes
from tests.support.hubs import ALEX, BOSS, KIM, OPS, Bench, claim

MINUTE, HOUR, SECOND = timedelta(minutes=1), timedelta(hours=1), timedelta(seconds=1)
EVERYBODY = frozenset(Role)


def acts(bench, by, *, fresh=False, roles=EVERYBODY):
    known = authenticate(by, hub=bench.hub, fresh=fresh)
    with bench.store.shared() as tx:
        return authorize(known, tx=tx, roles=roles).id


def why(bench, token):
    with pytest.raises(SessionEnded) as refused:
        recognise(token, hub=bench.hub)
    return refused.value.detail


def test_whoever_has_the_token_is_its_owner_and_nobody_else_is(bench, opened):
    by, session = recognise(opened.token, hub=bench.hub)
    assert (by, session) == (SignedIn(KIM, opened.session.id), opened.session)
    assert acts(bench, by, fresh=True) == KIM
    for other in ("", "x", opened.session.id, opened.session.token_digest, opened.token + "x", "ß\ud800"):
        assert why(bench, other) == ""


def test_it_lives_while_it_is_used_and_ends_after_half_an_hour_without(bench, opened):
    for _ in range(3):
        bench.clock.at += 29 * MINUTE
        by, session = recognise(opened.token, hub=bench.hub)
    assert session.idle_until == bench.clock.now() + 30 * MINUTE
    bench.clock.at += 30 * MINUTE
    assert why(bench, opened.token) == EndOfSession.IDLE
    with pytest.raises(SessionEnded):
        acts(bench, by)


def test_it_ends_after_ten_hours_however_much_it_is_used(bench, opened):
    for _ in range(23):
        bench.clock.at += 26 * MINUTE
        by, _ = recognise(opened.token, hub=bench.hub)
    bench.clock.at += 2 * MINUTE
    assert why(bench, opened.token) == EndOfSession.TOO_OLD
    with pytest.raises(SessionEnded):
        acts(bench, by)


def test_its_use_is_written_once_a_minute_and_leaves_no_line(bench, opened):
    bench.clock.at += 59 * SECOND
    assert recognise(opened.token, hub=bench.hub)[1].seen_at == opened.session.seen_at
    bench.clock.at += SECOND
    lines = len(bench.log())
    assert recognise(opened.token, hub=bench.hub)[1].seen_at == bench.clock.now()
    assert len(bench.log()) == lines


def test_signing_out_ends_it_at_the_hub_and_only_it(bench, opened):
    other = sign_in(claim(KIM), hub=bench.hub)
    by, _ = recognise(opened.token, hub=bench.hub)
    for _ in range(2):
        sign_out(opened.token, hub=bench.hub)
    assert why(bench, opened.token) == EndOfSession.SIGNED_OUT
    with pytest.raises(SessionEnded):
        acts(bench, by)
    assert recognise(other.token, hub=bench.hub)
    assert [(one["why"], one["staff"], one["by"]) for one in bench.leaves("SESSION_ENDED")] == [
        ("signed-out", KIM, KIM)
    ]


def resets(bench):
    """Two people give KIM a code, and KIM takes another passphrase with it."""
    takes(bench, halves_of(enter_reset(KIM, by=claim(OPS), hub=bench.hub), bench), KIM)


@pytest.mark.parametrize(
    ("gone", "reason"),
    [
        (resets, EndOfSession.PASSPHRASE),
        (lambda bench: deactivate_staff(KIM, by=claim(BOSS), hub=bench.hub), EndOfSession.DEACTIVATED),
        (lambda bench: change_passphrase(WORDS, by=claim(KIM), hub=bench.hub), EndOfSession.PASSPHRASE),
    ],
)
def test_who_left_or_has_another_passphrase_acts_by_no_session_and_the_log_says_so(bench, opened, gone, reason):
    sign_in(claim(KIM), hub=bench.hub)
    others = sign_in(claim(ALEX), hub=bench.hub)
    by, _ = recognise(opened.token, hub=bench.hub)
    gone(bench)
    with pytest.raises(SessionEnded):
        acts(bench, by)
    assert why(bench, opened.token) == reason
    assert [one["why"] for one in bench.leaves("SESSION_ENDED")] == [reason.value] * 2
    assert recognise(others.token, hub=bench.hub)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"active": False}, EndOfSession.DEACTIVATED),
        ({"passphrase_hash": "$argon2id$another"}, EndOfSession.PASSPHRASE),
    ],
)
def test_a_session_that_was_left_running_ends_with_its_owners_account(bench, opened, changes, reason):
    by, _ = recognise(opened.token, hub=bench.hub)
    with bench.store.transaction() as tx:
        tx.staff.add(replace(tx.staff.get(KIM), **changes))
    assert why(bench, opened.token) == reason
    with pytest.raises(SessionEnded):
        acts(bench, by)


def test_a_session_is_nobody_elses(bench, opened):
    with pytest.raises(SessionEnded):
        acts(bench, SignedIn(BOSS, opened.session.id))
    with pytest.raises(Forbidden):
        acts(bench, SignedIn(KIM, opened.session.id), roles={Role.OPERATOR})


def test_five_minutes_after_the_passphrase_it_is_asked_again_for_what_needs_it(bench, opened):
    by, _ = recognise(opened.token, hub=bench.hub)
    bench.clock.at += 5 * MINUTE
    assert acts(bench, by, roles=SENDERS) == KIM
    with pytest.raises(NotFresh) as refused:
        acts(bench, by, fresh=True)
    assert (refused.value.de, bool(refused.value.what)) == ("Bitte geben Sie Ihr Passwort noch einmal ein.", True)
    assert freshen(opened.token, claim(KIM).passphrase, hub=bench.hub).fresh_until == bench.clock.now() + 5 * MINUTE
    assert acts(bench, by, fresh=True) == KIM


def test_a_passphrase_that_comes_along_is_fresh_by_itself():
    bench = Bench()
    assert acts(bench, claim(KIM), fresh=True) == KIM
