"""Beside a colleague's session a passphrase is worth as many tries as at sign-in: under its name, from its network."""

import pytest

from exchange.core.errors import WrongPassphrase
from exchange.core.session.attempts import OF_NAME, OF_NETWORK, SignInTooSoon
from exchange.flows.session.second import try_second
from exchange.flows.session.sign_in import sign_in
from exchange.flows.staff.authenticate import Credentials
from tests.support.hubs import BOSS, OPS, PASSPHRASE


def second(bench, staff=BOSS, passphrase=PASSPHRASE, network=""):
    return try_second(Credentials(staff, passphrase), hub=bench.hub, network=network)


def wrong(bench, times, **where: str):
    for _ in range(times):
        with pytest.raises(WrongPassphrase):
            second(bench, passphrase=b"another", **where)


def test_who_is_right_goes_on_as_who_they_said_on_each_store(each):
    wrong(each, OF_NAME.free - 1)
    assert second(each) == Credentials(BOSS, PASSPHRASE)
    wrong(each, OF_NAME.free)


def test_wrong_ones_make_the_right_one_wait_also_at_sign_in(bench):
    wrong(bench, OF_NAME.free)
    with pytest.raises(SignInTooSoon):
        second(bench)
    with pytest.raises(SignInTooSoon):
        sign_in(Credentials(BOSS, PASSPHRASE), hub=bench.hub)
    assert second(bench, OPS)


def test_a_network_waits_after_more_of_them_under_however_many_names(bench):
    for at in range(OF_NETWORK.free):
        wrong(bench, 1, staff=f"nobody-{at}", network="10.0.0.7")
    with pytest.raises(SignInTooSoon):
        second(bench, network="10.0.0.7")
    assert second(bench, network="10.0.0.8")


@pytest.mark.parametrize("name", ["", "a\x00b", "boss\u200b"])
def test_a_name_nobody_can_bear_is_a_wrong_passphrase(bench, name):
    with pytest.raises(WrongPassphrase):
        second(bench, name)
