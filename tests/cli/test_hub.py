"""A hub is made where the operator says, or not at all."""

import stat
from contextlib import closing
from sqlite3 import connect

import pytest

from exchange.config import FILE, BadConfig, Entries, parse_config, read_config
from exchange.main import open_hub
from tests.cli.by_hand import Hand
from tests.support.examples import a_person, uid

ORIGIN = "https://hub.example"
MAIN = "postgresql://geleit:geheim@db.example/geleit"


@pytest.fixture
def hand(tmp_path):
    return Hand(tmp_path)


def made(hand, *words: object, folder="hub"):
    return hand.begins("--origin", ORIGIN, *words, folder=folder)


def config(tmp_path, **entries: str):
    return parse_config(Entries(origin=ORIGIN, name="", demo=False, land="BE", **entries).text(), directory=tmp_path)


def test_a_hub_on_postgresql_is_made_and_opened(hand, cluster):
    main, keys = cluster.database(), cluster.database()
    answer = made(hand, "--database", main, "--person-keys-database", keys)
    assert answer.code == 0, answer.out
    with closing(open_hub(hand.root / "hub", passphrase=hand.secret("hub").read_bytes())) as opened:
        assert (opened.config.database, opened.config.person_keys) == (main, keys)
        with opened.hub.store.reading() as tx:
            assert tx.log.size() == 4


def test_nothing_is_carried_to_a_partner_that_fetches_unless_its_hook_is_called(hand):
    made(hand)
    with closing(open_hub(hand.root / "hub", passphrase=hand.secret("hub").read_bytes())) as opened:
        assert sorted(opened.adapters) == ["mailbox", "webhook"]
        assert opened.hub.pulled == opened.unguarded.pulled == {"mailbox"}


def test_the_persons_keys_stay_in_the_folder_where_nothing_else_is_said(tmp_path):
    assert config(tmp_path, database=MAIN).person_keys == f"sqlite:///{tmp_path}/person-keys.sqlite"


def test_the_staff_of_a_hub_on_postgresql_is_kept_there(hand, cluster):
    made(hand, "--database", cluster.database())
    doctor = hand.hub("doctor", hand.root / "hub", by="").facts
    assert not [one for one in doctor["checks"] if one["check"] == "staff"]
    assert not list((hand.root / "hub").glob("geleit.sqlite*"))


def test_no_hub_is_made_over_the_rows_of_another_one(hand, cluster):
    main = cluster.database()
    assert made(hand, "--database", main).code == 0
    answer = made(hand, "--database", main, folder="other")
    assert (answer.code, answer.facts["error"]["code"]) == (3, "HUB_ALREADY_THERE")
    assert not (hand.root / "other" / FILE).exists()


def test_a_database_nobody_answers_for_leaves_no_hub_and_init_can_be_tried_again(hand):
    answer = made(hand, "--database", f"postgresql:///geleit?host={hand.root}")
    assert (answer.code, answer.facts["error"]["code"]) == (5, "HUB_DATABASE_AWAY")
    assert not list((hand.root / "hub").iterdir())
    assert made(hand).code == 0


@pytest.mark.parametrize(
    "keys",
    [
        MAIN,
        "postgresql://other@DB.example:5432/geleit",
        "postgresql:///geleit?host=db.example",
        f"{MAIN}?sslmode=require",
    ],
)
def test_the_persons_keys_are_never_kept_in_the_main_database(hand, keys):
    answer = made(hand, "--database", MAIN, "--person-keys-database", keys)
    assert (answer.code, answer.facts["error"]["code"]) == (3, "HUB_BAD_CONFIG")
    assert answer.facts["error"]["detail"].startswith("person_keys")
    assert not (hand.root / "hub").exists()


def test_one_sqlite_file_for_both_is_refused_however_it_is_written(tmp_path):
    with pytest.raises(BadConfig, match="person_keys"):
        config(tmp_path, database="sqlite:///one.sqlite", person_keys=f"sqlite:///{tmp_path}/x/../one.sqlite")


@pytest.mark.parametrize("url", ["mysql://a:geheim@b/c", "geheim", "postgresql://a:ge/heim@b/c", "postgresql:geheim"])
def test_a_database_that_cannot_be_used_is_refused_and_its_password_not_shown(tmp_path, url):
    with pytest.raises(BadConfig, match="database") as caught:
        config(tmp_path, database=url)
    assert "heim" not in str(caught.value)


@pytest.mark.parametrize(("place", "with_password"), [("geleit@", "geleit:geheim@"), ("?", "?password=geheim&")])
def test_a_password_is_in_the_configuration_alone_and_that_is_its_owners(hand, cluster, place, with_password):
    answer = made(hand, "--database", cluster.database().replace(place, with_password))
    assert "geheim" not in answer.out + answer.err
    file = hand.root / "hub" / FILE
    assert ("geheim" in file.read_text(), stat.S_IMODE(file.stat().st_mode)) == (True, 0o600)


@pytest.mark.parametrize("name", ['Jobcenter "Mitte"', "C:\\Amt", "Zeile\nzwei", "Grüße"])
def test_every_name_is_read_as_it_was_given(hand, name):
    assert made(hand, "--name", name).code == 0
    assert read_config(hand.root / "hub").name == name


def test_a_hub_of_before_waits_for_its_migration_which_opens_the_vault_and_names_who_collides(hand):
    made(hand)
    folder, passphrase = hand.root / "hub", hand.secret("hub").read_bytes()
    with closing(open_hub(folder, passphrase=passphrase)) as opened, opened.hub.store.transaction() as tx:
        for number, reference in enumerate(("P-1 ", "P-7", "P-7 "), 1):
            tx.people.add(a_person(number, reference=reference))
    with closing(connect(folder / "geleit.sqlite")) as database, database:
        database.execute("DELETE FROM vault_step")
    refused = hand.hub("doctor", folder, by="")
    assert refused.code != 0
    assert "geleit migrate" in refused.out
    answer = hand.hub("migrate", folder, by="")
    nothing = {"recalled": 0, "ended": 0, "unread": 0}
    steps = {"references": {"respelled": 1, "kept": 1}, "withdrawals": nothing}
    found = {"migrated": True, "colliding": [[uid(2), uid(3)]], "differing": []}
    assert (answer.code, answer.facts) == (0, found | {"steps": steps})
    again = hand.hub("migrate", folder, by="")
    assert again.facts == found | {"steps": {}}
    with closing(open_hub(folder, passphrase=passphrase)) as opened, opened.hub.store.reading() as tx:
        assert tx.people.get(uid(1)).reference == "P-1"
    assert hand.hub("log", "verify", folder, by="").code == 0
