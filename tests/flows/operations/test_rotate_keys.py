"""Two people rotate a key, and whoever looks it up is told."""

import pytest

from exchange.core.errors import FourEyes
from exchange.flows.operations.rotate_keys import AHEAD, rotate
from exchange.flows.partner.standing import suspend
from keys.errors import VaultBroken
from keys.jwk import Purpose
from keys.vault import Vault
from tests.support.clock import NOON
from tests.support.hubs import BOSS, CENTRE, KIM, OPS, OTHER, Bench, claim


def test_two_people_rotate_a_key_which_takes_over_later():
    bench = Bench()
    kept = []
    make = {"by": claim(OPS), "approve_by": claim(BOSS), "keep": kept.append, "hub": bench.hub}
    assert rotate(Purpose.ACK, at_once=False, **make).public.nbf == NOON + AHEAD
    assert rotate(Purpose.ACK, at_once=True, **make).public.nbf == NOON
    with pytest.raises(FourEyes):
        rotate(Purpose.ACK, at_once=True, **make | {"approve_by": claim(OPS)})
    noted = [one["kid"] for one in bench.leaves("KEY_CHANGED") if one["by"] == OPS]
    assert noted == [key.kid for key in kept]
    assert len(noted) == 2


def rotated(bench, purpose, keep=id):
    return rotate(purpose, at_once=False, by=claim(OPS), approve_by=claim(BOSS), keep=keep, hub=bench.hub)


def test_nobody_is_told_of_a_key_that_the_vault_did_not_take(tmp_path):
    bench = Bench()
    bench.under_way()
    bench.mail()
    vault = Vault.create(tmp_path / "hub.vault", passphrase=b"eins zwei drei vier")
    before = bench.leaves("KEY_CHANGED")
    (tmp_path / "hub.vault").chmod(0o644)
    with pytest.raises(VaultBroken):
        rotated(bench, Purpose.ACK, keep=vault.add)
    assert (bench.leaves("KEY_CHANGED"), bench.mail()) == (before, [])
    (tmp_path / "hub.vault").chmod(0o600)
    key = rotated(bench, Purpose.ACK, keep=vault.add)
    assert [one.kid for one in vault.ring] == [key.kid]
    assert [told["kid"] for told in bench.mail()] == [key.kid]


def test_a_partner_that_has_a_packet_is_told_of_a_new_key_once_beside_its_last_one():
    bench = Bench()
    bench.under_way("under-review", "declined")
    last = bench.voice(bench.refer())
    last.fetch()
    bench.mail()
    key = rotated(bench, Purpose.PACKET)
    (told,) = bench.mail()
    assert (told["name"], told["kid"], told["packet"]) == ("key-changed", key.kid, last.packet)
    assert bench.mail(OTHER) == []


@pytest.mark.parametrize("purpose", [Purpose.LOG, Purpose.OAUTH])
def test_nobody_is_told_of_a_key_no_partner_looks_up(purpose):
    bench = Bench()
    bench.under_way()
    bench.mail()
    rotated(bench, purpose)
    assert bench.mail() == []


def test_a_suspended_partner_is_not_told_of_a_new_key():
    bench = Bench()
    bench.under_way()
    bench.mail()
    suspend(CENTRE, by=claim(KIM), hub=bench.hub)
    rotated(bench, Purpose.ACK)
    assert bench.mail() == []
