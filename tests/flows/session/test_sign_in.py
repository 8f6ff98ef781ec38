"""Sign-in: a new token each time, kept nowhere; wrong passphrases wait ever longer, and few are compared at once."""

from datetime import timedelta

import pytest

from exchange.core.errors import WrongPassphrase
from exchange.core.session.attempts import SignInBusy, SignInTooSoon
from exchange.flows.session import try_passphrase as trying
from exchange.flows.session.freshen import freshen
from exchange.flows.session.recognise import recognise
from exchange.flows.session.sign_in import sign_in
from exchange.flows.staff.authenticate import Credentials
from keys.encoding import unb64url
from tests.support.hubs import ALEX, DPO, KIM, OPS, Bench, claim
from tests.support.places import SqlPlace

SECOND = timedelta(seconds=1)
HERE = "192.0.2.7"


def wrong(bench, name=KIM, network=""):
    with pytest.raises(WrongPassphrase) as refused:
        sign_in(Credentials(name, b"falsch"), hub=bench.hub, network=network)
    # Somebody in a hurry types their passphrase where the name goes.
    assert (refused.value.detail, refused.value.where) == ("", "")


def waits(bench, name=KIM, network=""):
    with pytest.raises(SignInTooSoon) as refused:
        sign_in(claim(name), hub=bench.hub, network=network)
    return refused.value.retry_after


@pytest.mark.parametrize("who", [KIM, DPO, OPS])
def test_everybody_who_works_here_signs_in_and_the_log_says_who_and_nothing_of_the_token(bench, who):
    opened = [sign_in(claim(who), hub=bench.hub, network=HERE) for _ in range(2)]
    assert {len(unb64url(one.token)) for one in opened} == {32}
    assert len({one.token for one in opened}) == 2
    lines = bench.leaves("SESSION_BEGUN")
    assert [(line["staff"], line["session"]) for line in lines] == [(who, one.session.id) for one in opened]
    for one in opened:
        assert one.token not in repr(one)
        assert one.token not in repr(lines)
        assert one.token not in repr(one.session)


def test_the_token_is_nowhere_on_the_disk(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    opened = sign_in(claim(KIM), hub=Bench(store=place.open()).hub)
    stored = place.stored()
    assert opened.session.token_digest.encode() in stored
    assert opened.token.encode() not in stored
    place.close()


@pytest.mark.parametrize("name", [KIM, "niemand"])
def test_the_wait_grows_under_each_name_whoever_bears_it_and_the_right_one_waits_too(bench, name):
    for _ in range(3):
        wrong(bench, name)
    assert waits(bench, name) == 1
    bench.clock.at += SECOND
    wrong(bench, f" {name} ")
    assert waits(bench, name) == 2
    # A colleague is not kept waiting.
    assert sign_in(claim(ALEX), hub=bench.hub)


def test_the_right_passphrase_ends_the_wait(bench):
    for _ in range(3):
        wrong(bench)
    bench.clock.at += SECOND
    sign_in(claim(KIM), hub=bench.hub)
    wrong(bench)
    assert sign_in(claim(KIM), hub=bench.hub)


def test_a_network_waits_after_more_of_them_under_however_many_names(bench):
    for number in range(20):
        wrong(bench, f"name{number}", network=HERE)
    assert waits(bench, network=HERE) == 1
    assert sign_in(claim(KIM), hub=bench.hub, network="192.0.2.8")


def test_those_who_sign_in_from_a_network_do_not_make_it_wait(bench):
    for _ in range(25):
        assert sign_in(claim(KIM), hub=bench.hub, network=HERE)


def test_the_right_ones_of_a_network_neither_add_to_its_wrong_ones_nor_wipe_them_out(bench):
    for number in range(19):
        wrong(bench, f"name{number}", network=HERE)
    for _ in range(3):
        sign_in(claim(KIM), hub=bench.hub, network=HERE)
    wrong(bench, "name19", network=HERE)
    assert waits(bench, network=HERE) == 1


@pytest.mark.parametrize("name", ["", "a\0b", "kim\n", "x" * 2000])
def test_a_name_nobody_can_bear_is_a_wrong_passphrase(bench, name):
    wrong(bench, name)


def test_a_third_comparison_at_once_is_told_so_and_costs_no_try():
    bench = Bench()
    for _ in range(trying.AT_ONCE):
        trying._TURNS.acquire()
    try:
        for _ in range(9):
            with pytest.raises(SignInBusy):
                sign_in(claim(KIM), hub=bench.hub)
    finally:
        trying._TURNS.release(trying.AT_ONCE)
    assert sign_in(claim(KIM), hub=bench.hub)


def test_every_turn_is_given_back_whatever_comes_of_it():
    bench = Bench()
    for _ in range(trying.AT_ONCE + 1):
        wrong(bench)
    bench.clock.at += SECOND
    assert sign_in(claim(KIM), hub=bench.hub)


def test_wrong_passphrases_in_a_session_wait_by_themselves_and_leave_it_running(bench, opened):
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            freshen(opened.token, b"falsch", hub=bench.hub)
    with pytest.raises(SignInTooSoon):
        freshen(opened.token, claim(KIM).passphrase, hub=bench.hub)
    assert recognise(opened.token, hub=bench.hub)
    bench.clock.at += SECOND
    assert freshen(opened.token, claim(KIM).passphrase, hub=bench.hub)


def test_nobody_outside_a_session_makes_its_owner_wait_in_it(bench, opened):
    for _ in range(3):
        wrong(bench)
    assert waits(bench) == 1
    assert freshen(opened.token, claim(KIM).passphrase, hub=bench.hub)
