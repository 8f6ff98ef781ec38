"""A running hub sees another process's rotation, also where it cannot read the vault at first."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest

from exchange.config import FILE, BadConfig, Entries
from exchange.flows.evidence.checkpoint import is_signed
from exchange.flows.identity import IdentityTaken
from exchange.main import LiveVault, build_app, create_hub, open_hub
from keys.errors import VaultBroken
from keys.jwk import Purpose
from keys.vault import Vault
from tests.support.examples import an_entry
from tests.support.keys import key_of

PASSPHRASE = b"eins zwei drei vier"
MANY = 4


ORIGIN = "https://hub.example"


def test_a_hub_is_not_served_whose_file_names_a_client_with_a_key_of_its_own(tmp_path):
    folder = tmp_path / "hub"
    create_hub(folder, entries=Entries(origin=ORIGIN, name="", land="BE", demo=False), passphrase=PASSPHRASE)
    with closing(open_hub(folder, passphrase=PASSPHRASE)) as opened:
        own = opened.hub.ring.current(Purpose.OAUTH, opened.hub.clock.now()).public.to_jwk()
    shown = ", ".join(f"{name} = {json.dumps(value)}" for name, value in own.items())
    client = (
        f'\n[[clients]]\nclient_id = "{ORIGIN}/clients/x"\nscopes = ["hub.witness"]\njwks = {{keys = [{{{shown}}}]}}\n'
    )
    with (folder / FILE).open("a") as file:
        file.write(client)
    with closing(open_hub(folder, passphrase=PASSPHRASE)) as opened, pytest.raises(IdentityTaken):
        build_app(opened)
    with (folder / FILE).open("a") as file:
        file.write(client.replace("clients/x", "clients/y"))
    with pytest.raises(BadConfig, match="twice"):
        open_hub(folder, passphrase=PASSPHRASE)


def test_what_a_hub_begins_with_is_placed_and_signed_when_it_is_made(tmp_path):
    def begin(hub) -> None:
        with hub.store.transaction() as tx:
            tx.log.later(an_entry(person=""))

    folder, entries = tmp_path / "hub", Entries(origin=ORIGIN, name="", land="BE", demo=False)
    create_hub(folder, entries=entries, passphrase=PASSPHRASE, begin=begin)
    with closing(open_hub(folder, passphrase=PASSPHRASE)) as opened, opened.hub.store.reading() as tx:
        assert (tx.log.placed(), tx.log.backlog().count) == (tx.log.size(), 0)
        assert is_signed(tx.log.size(), published=opened.published, hub=opened.hub)


def test_what_was_signed_before_another_process_rotated_a_key_is_signed_again_in_its_turn(tmp_path):
    folder, kids_seen = tmp_path / "hub", []
    create_hub(folder, entries=Entries(origin=ORIGIN, name="", land="BE", demo=False), passphrase=PASSPHRASE)
    with closing(open_hub(folder, passphrase=PASSPHRASE)) as opened:

        def work(tx):
            kids_seen.append({key.kid for key in opened.hub.ring})
            if len(kids_seen) == 1:
                Vault.open(opened.config.vault, passphrase=PASSPHRASE).add(key_of(Purpose.PACKET))
            tx.single_use.spend("dpop", "mark", until=opened.hub.clock.now())

        opened.hub.store.attempt(work)
    assert [key_of(Purpose.PACKET).kid in seen for seen in kids_seen] == [False, True]


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
