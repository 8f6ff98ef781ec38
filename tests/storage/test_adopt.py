"""Hubs that exist: rows of before there were MACs get theirs once, held against what their leaves say."""

import json
from contextlib import closing

import pytest
from sqlalchemy import create_engine, make_url

from exchange.config import read_config
from exchange.core.errors import WrongPassphrase
from exchange.core.evidence.entry import EntryType
from exchange.core.evidence.row import RowDiffers
from exchange.core.unavailable import DatabaseUnavailable
from exchange.main import migrate_hub, open_hub
from exchange.storage import adopt
from exchange.storage.database.engine import open_database
from exchange.storage.database.person_keys import PersonKeys
from keys.vault import Vault
from tests.support.old_hub import PASSPHRASE, bring_up, move_to_postgresql, unpack

PARTNER = "https://suchtberatung.example"
TABLES = ("client", "consent", "deputy_period", "partner", "person", "staff", "staff_change", "training")


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request, tmp_path):
    """A hub of step 9."""
    hub = unpack(tmp_path)
    if request.param == "postgresql":
        move_to_postgresql(hub, request.getfixturevalue("cluster").database())
    return hub


def run(hub, words):
    """Say something to the database behind everybody's back."""
    engine = create_engine(make_url(read_config(hub).database))
    with engine.begin() as connection:
        done = connection.exec_driver_sql(words)
        rows = done.all() if done.returns_rows else []
    engine.dispose()
    return rows


def unsealed(hub):
    return {(table, *row) for table in TABLES for row in run(hub, f"SELECT count(*) FROM {table} WHERE seal IS NULL")}  # noqa: S608 names of ours


def test_every_row_that_decides_gets_its_mac_and_one_leaf_says_from_here_on(old):
    assert bring_up(old) == []
    assert unsealed(old) == {(table, 0) for table in TABLES}
    with closing(open_hub(old, passphrase=PASSPHRASE)) as opened, opened.hub.store.reading() as tx:
        assert {one.id for one in tx.staff.all() if one.active} == {"lea", "anna"}
        assert tx.partners.get(PARTNER).entity == PARTNER
        assert [one.id for one in tx.clients.all() if tx.clients.get(one.id)]
        kinds = [entry.type for _, entry in tx.log.entries(start=0, limit=999)]
    assert kinds.count(EntryType.ROWS_FROM_HERE) == 1
    assert kinds.count(EntryType.ROW_WRITTEN) == sum(count for (count,) in counts(old))


def counts(hub):
    return [run(hub, f"SELECT count(*) FROM {table}")[0] for table in TABLES]  # noqa: S608 names of ours


CHANGES = {
    "staff:anna": "UPDATE staff SET role = 'team-lead' WHERE id = 'anna'",
    "staff:ben": "UPDATE staff SET active = true WHERE id = 'ben'",
    f"partner:{PARTNER}": 'UPDATE partner SET document = {json}(replace({text}, \'"kid"\', \'"kid": "x", "was"\'))',
}
WORDS = {
    "sqlite": {"json": "", "text": "document"},
    "postgresql": {"json": "json", "text": "CAST(document AS text)"},
}


@pytest.mark.parametrize("about", CHANGES)
def test_a_row_that_is_not_as_its_leaves_say_is_named_and_refused(old, about):
    on = "sqlite" if read_config(old).database.startswith("sqlite") else "postgresql"
    run(old, CHANGES[about].format(**WORDS[on]))
    assert bring_up(old) == [about]
    with closing(open_hub(old, passphrase=PASSPHRASE)) as opened, opened.hub.store.reading() as tx:
        table, _, key = about.partition(":")
        with pytest.raises(RowDiffers):
            (tx.staff if table == "staff" else tx.partners).get(key)


def test_a_withdrawn_consent_put_back_before_is_named(old):
    config = read_config(old)
    vault = Vault.open(config.vault, passphrase=PASSPHRASE)
    keys = PersonKeys(open_database(config.person_keys), data_key=vault.data_key)
    for id_, person, sealed in run(old, "SELECT id, person, sealed FROM consent"):
        of = {"person": person, "place": f"consent:{id_}"}
        document = json.loads(keys.read(bytes(sealed), **of))
        if document["status"] == "ConsentWithdrawn":
            # What stood in the row before the withdrawal, as a copy of the database would have it.
            before = keys.seal(json.dumps(document | {"status": "ConsentGiven"}).encode(), **of)
            hexed = f"X'{before.hex()}'" if config.database.startswith("sqlite") else f"'\\x{before.hex()}'"
            run(old, f"UPDATE consent SET sealed = {hexed} WHERE id = '{id_}'")  # noqa: S608 ids of ours
            withdrawn = f"consent:{id_}"
    keys.engine.dispose()
    assert bring_up(old) == [withdrawn]


def test_a_stripped_mac_is_not_given_again(old):
    bring_up(old)
    run(old, "UPDATE staff SET seal = NULL, passphrase_hash = 'another' WHERE id = 'anna'")
    bring_up(old)
    # Nor where somebody takes the step itself back.
    run(old, "UPDATE alembic_version SET version_num = '0015'")
    for table in TABLES:
        run(old, f"ALTER TABLE {table} DROP COLUMN seal")
    run(old, "DROP INDEX ix_record_about")
    run(old, "DROP INDEX ix_outbox_stop")
    run(old, "DROP TABLE waiting_leaf")
    run(old, "ALTER TABLE log_size RENAME COLUMN placed TO size")
    run(old, "DROP TABLE fact")
    run(old, "DROP TABLE plan")
    run(old, "DROP TABLE passkey")
    run(old, "DROP TABLE session")
    run(old, "DROP TABLE sign_in_attempt")
    run(old, "DROP TABLE sheet")
    run(old, "DROP INDEX ix_referral_agenda")
    run(old, "DROP TABLE upload")
    run(old, "DROP INDEX ix_consent_warns_at")
    run(old, "ALTER TABLE consent DROP COLUMN warns_at")
    run(old, "ALTER TABLE record DROP COLUMN about")
    bring_up(old)
    hub = closing(open_hub(old, passphrase=PASSPHRASE))
    with hub as opened, opened.hub.store.reading() as tx, pytest.raises(RowDiffers):
        tx.staff.get("anna")


@pytest.mark.parametrize("at", ["_claimed", "_stretches"])
def test_interrupted_it_has_done_nothing_and_goes_on(old, at, monkeypatch):
    def fails(*_: object) -> None:
        raise DatabaseUnavailable("unreachable")

    with monkeypatch.context() as patched:
        patched.setattr(adopt, at, fails)
        with pytest.raises(DatabaseUnavailable):
            bring_up(old)
    hub = closing(open_hub(old, passphrase=PASSPHRASE))
    with hub as opened, pytest.raises(DatabaseUnavailable, match="schema-older"), opened.hub.store.reading():
        pass
    assert bring_up(old) == []
    assert unsealed(old) == {(table, 0) for table in TABLES}


def test_without_the_vault_nothing_is_brought_up(old):
    with pytest.raises(WrongPassphrase):
        migrate_hub(old, passphrase=b"wrong")
