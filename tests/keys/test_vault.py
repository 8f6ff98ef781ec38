import json
import stat
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest

from keys.encoding import b64url, digest, unb64url
from keys.errors import UnknownKey, VaultBroken, VaultLocked
from keys.jwk import Purpose, Revocation
from keys.passphrase import read_passphrase
from keys.strictjson import dumps
from keys.vault import Vault, _write
from tests.support.keys import NOW, key_of, make, refusal

PASSPHRASE = b"eins zwei drei vier"


@pytest.fixture(name="path")
def a_vault(tmp_path):
    path = tmp_path / "vault" / "hub.vault"
    path.parent.mkdir()
    path.touch(mode=0o600)
    path.write_bytes(vault_file())
    return path


@cache
def vault_file() -> bytes:
    """A vault with one key, made once: the passphrase is slow on purpose."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "vault"
        Vault.create(path, passphrase=PASSPHRASE).add(key_of(Purpose.PACKET))
        return path.read_bytes()


def reopened(path) -> Vault:
    return Vault.open(path, passphrase=PASSPHRASE)


def rewritten(path, **changes: object) -> None:
    document = json.loads(path.read_text()) | changes
    document.pop("sum")
    path.write_bytes(dumps(document | {"sum": digest(dumps(document))}))


def test_what_is_kept_is_there_when_it_is_opened_again(path):
    vault = reopened(path)
    vault.add(key_of(Purpose.ENC, "HPKE-9-KE"))
    again = reopened(path)
    assert [key.to_jwk() for key in again.ring] == [key.to_jwk() for key in vault.ring]
    assert (again.data_key, again.index_key) == (vault.data_key, vault.index_key)
    assert len({len(again.data_key), len(again.index_key)} - {32}) == 0
    assert again.data_key != again.index_key


def test_the_ring_is_one_as_long_as_the_keys_are_the_same(path):
    # What is kept by it, such as whose tokens hold, is found again at the next call.
    vault = reopened(path)
    before = vault.ring
    assert vault.ring is before
    vault.add(key_of(Purpose.ENC, "HPKE-9-KE"))
    assert vault.ring is not before
    assert len(vault.ring) == len(before) + 1


def test_a_wrong_passphrase_leaves_it_locked(path):
    for wrong in (b"eins zwei drei vie", b"", PASSPHRASE + b"\n"):
        with pytest.raises(VaultLocked):
            Vault.open(path, passphrase=wrong)


@pytest.mark.parametrize("share", range(0, 100, 4))
def test_a_flipped_bit_anywhere_is_noticed_as_damage(path, share):
    raw = bytearray(path.read_bytes())
    raw[len(raw) * share // 100] ^= 1
    path.write_bytes(bytes(raw))
    with pytest.raises(VaultBroken):
        reopened(path)


def test_a_changed_content_with_a_fitting_sum_is_noticed(path):
    sealed = bytearray(unb64url(json.loads(path.read_text())["sealed"]))
    sealed[40] ^= 1
    rewritten(path, sealed=b64url(bytes(sealed)))
    with pytest.raises(VaultBroken):
        reopened(path)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2}, {"version": 0}, {"version": "1"}, {"version": None}, {"more": 1}, {"salt": "AA"}, {"salt": 5},
        {"salt": "A"}, {"check": 5}, {"sealed": None}, {"sealed": "A"}, {"sealed": ""},
    ],
)  # fmt: skip
def test_an_unknown_version_or_shape_is_not_opened(path, change):
    rewritten(path, **change)
    with pytest.raises(VaultBroken):
        reopened(path)


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"{}", b"\xff", b'{"version":1}'])
def test_a_file_that_is_no_vault_is_not_opened(path, raw):
    path.write_bytes(raw)
    with pytest.raises(VaultBroken):
        reopened(path)


def test_a_missing_file_is_not_opened(tmp_path):
    with pytest.raises(VaultBroken):
        reopened(tmp_path / "nothing")


def test_nobody_else_can_read_it(tmp_path):
    path = tmp_path / "vault" / "hub.vault"
    Vault.create(path, passphrase=PASSPHRASE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_can_read_is_not_opened(path, mode):
    path.chmod(mode)
    with pytest.raises(VaultBroken):
        reopened(path)


def test_an_existing_vault_is_not_overwritten(path):
    before = path.read_bytes()
    with pytest.raises(VaultBroken):
        Vault.create(path, passphrase=PASSPHRASE)
    assert path.read_bytes() == before


def test_a_vault_without_a_passphrase_is_not_made(tmp_path):
    assert refusal(Vault.create, tmp_path / "x", passphrase=b"") == "vault-locked"
    assert list(tmp_path.iterdir()) == []


def test_secrets_stand_nowhere_in_clear(path):
    vault = reopened(path)
    secret = key_of(Purpose.PACKET).to_jwk()["d"]
    for shown in (path.read_text(), repr(vault), str(vault.ring)):
        assert secret not in shown
        assert b64url(vault.data_key) not in shown


def test_a_revoked_key_stays_and_says_so(path):
    vault, kid = reopened(path), key_of(Purpose.PACKET).kid
    vault.revoke(kid, Revocation(NOW, "compromised"))
    ring = reopened(path).ring
    assert ring.standing(kid, NOW) == "revoked"
    assert ring.standing(kid, NOW - timedelta(seconds=1)) == "next"


def test_a_removed_key_is_gone(path):
    vault, kid = reopened(path), key_of(Purpose.PACKET).kid
    vault.remove(kid)
    assert len(reopened(path).ring) == len(vault.ring) == 0
    with pytest.raises(UnknownKey):
        vault.remove(kid)
    with pytest.raises(UnknownKey):
        vault.revoke(kid, Revocation(NOW, "superseded"))


def test_a_new_passphrase_replaces_the_old_one(path):
    vault, other = reopened(path), reopened(path)
    vault.rewrap(passphrase=b"another")
    assert [key.kid for key in Vault.open(path, passphrase=b"another").ring] == [key_of(Purpose.PACKET).kid]
    with pytest.raises(VaultLocked):
        reopened(path)
    with pytest.raises(VaultLocked):
        other.add(make(Purpose.ACK))


def test_one_key_for_two_purposes_is_not_kept(path):
    vault = reopened(path)
    twin = type(key_of(Purpose.PACKET)).from_jwk(key_of(Purpose.PACKET).to_jwk(), purpose=Purpose.ACK)
    assert refusal(vault.add, twin) == "wrong-purpose"
    assert len(reopened(path).ring) == 1


def test_two_that_change_it_at_once_lose_nothing(path):
    vaults = [reopened(path) for _ in range(2)]
    threads = [Thread(target=lambda v=vault: [v.add(make(Purpose.ACK)) for _ in range(5)]) for vault in vaults]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reopened(path).ring) == 11


def test_a_change_that_cannot_be_written_leaves_nothing_behind(path):
    vault, folder = reopened(path), path.with_name("folder")
    folder.mkdir()
    with pytest.raises(OSError, match="directory"):
        _write(folder, vault._lock, vault._content)
    assert sorted(each.name for each in path.parent.iterdir()) == ["folder", "hub.vault"]


def test_what_a_crash_left_beside_a_vault_goes_with_the_next_change(path):
    vault, half = reopened(path), path.with_name(f".{path.name}.0123")
    others = path.with_name(".other.vault.0123")
    for file in (half, others):
        file.write_bytes(path.read_bytes())
    vault.rewrap(passphrase=b"new")
    assert (half.exists(), others.exists()) == (False, True)


def test_the_passphrase_is_found_where_it_was_put(tmp_path):
    file = tmp_path / "geleit-passphrase"
    file.touch(mode=0o600)
    file.write_bytes(b"from a file\n")
    credentials = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert read_passphrase(file=file, env={"GELEIT_PASSPHRASE": "x"}) == b"from a file"
    assert read_passphrase(file=None, env={"GELEIT_PASSPHRASE": "grün"} | credentials) == "grün".encode()
    assert read_passphrase(file=None, env=credentials) == b"from a file"


@pytest.mark.parametrize("env", [{}, {"GELEIT_PASSPHRASE": ""}, {"CREDENTIALS_DIRECTORY": "/nonexistent"}])
def test_without_a_passphrase_the_vault_stays_locked(env, tmp_path):
    assert refusal(read_passphrase, file=None, env=env) == "vault-locked"
    assert refusal(read_passphrase, file=tmp_path / "nothing", env=env) == "vault-locked"
