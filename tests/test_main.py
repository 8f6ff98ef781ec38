"""A running hub sees another process's rotation, also where it cannot read the vault at first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from exchange.main import LiveVault
from keys.errors import VaultBroken
from keys.jwk import Purpose
from keys.vault import Vault
from tests.support.keys import key_of

PASSPHRASE = b"eins zwei drei vier"
MANY = 4


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "hub.vault"
    Vault.create(path, passphrase=PASSPHRASE).add(key_of(Purpose.ACK))
    return path


@pytest.fixture
def live(path):
    return LiveVault(path, passphrase=PASSPHRASE)


def rotated(path):
    """What another process does; the id of the key it brings in."""
    Vault.open(path, passphrase=PASSPHRASE).add(key_of(Purpose.PACKET))
    return key_of(Purpose.PACKET).kid


def kids(live):
    return {key.kid for key in live.ring()}


def test_a_vault_that_could_not_be_read_once_is_read_again_although_its_file_has_not_changed(path, live):
    kid = rotated(path)
    path.chmod(0o644)
    for _ in range(2):
        with pytest.raises(VaultBroken):
            live.ring()
    path.chmod(0o600)
    assert kid in kids(live)


def test_a_vault_that_is_damaged_is_missed_until_it_is_mended(path, live):
    kid, whole = rotated(path), path.read_bytes()
    path.write_bytes(whole[:-20])
    for _ in range(2):
        with pytest.raises(VaultBroken):
            live.ring()
    path.write_bytes(whole)
    assert kid in kids(live)


def test_all_who_ask_at_once_see_the_new_key_and_it_is_read_once(path, live):
    kid, together = rotated(path), Barrier(MANY)

    def asks(_number):
        together.wait()
        return kid in kids(live), id(live.vault)

    with ThreadPoolExecutor(MANY) as pool:
        answers = set(pool.map(asks, range(MANY)))
    assert answers == {(True, id(live.vault))}
