"""Partners by hand: what their document says of who they are is proposed, and two people accept it."""

import json

import pytest

from tests.cli.by_hand import found

NEW = "Beratung am Fluss (erfunden)"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    hand, sock = found(tmp_path_factory.mktemp("partners"))
    sock.close()
    return hand


def document(desk, **changes: object):
    said = json.loads((desk.root / "box" / "partner.json").read_text()) | changes
    file = desk.root / f"partner-{len(list(desk.root.iterdir()))}.json"
    file.write_text(json.dumps(said))
    return file


def enrols(desk, *words: object, **changes: object):
    return desk.hub("partner", "enrol", desk.root / "hub", document(desk, **changes), *words, second="lea")


def accepts(desk, *words: object, second="lea"):
    return desk.hub("partner", "accept", desk.root / "hub", desk.partner, *words, second=second)


def test_a_new_name_is_proposed_and_two_people_accept_it(desk):
    before = enrols(desk).facts
    assert before["proposed"] is None
    proposed = enrols(desk, name=NEW).facts
    assert (proposed["name"], proposed["proposed"]["name"]) == (before["name"], NEW)
    assert accepts(desk, "--as", "same-recipient").facts["error"]["code"] == "SENDER_REASON_MISSING"
    assert accepts(desk, "--as", "another", second=None).facts["error"]["code"] == "SENDER_FOUR_EYES"
    done = accepts(desk, "--as", "same-recipient", "--reason", "Registerauszug").facts
    assert (done["name"], done["before"]["name"], done["as"]) == (NEW, before["name"], "same-recipient")
    assert accepts(desk, "--as", "another").facts["error"]["code"] == "SENDER_NOTHING_PROPOSED"


def test_the_two_say_what_the_document_does_not(desk):
    done = enrols(desk, "--sgb1-35", "§ 23 SGB I", "--kind", "public-body").facts
    assert done["sgb1_35"] == "§ 23 SGB I"
    assert done["proposed"]["kind"] == "public-body"
    assert enrols(desk, kind="doctor", bound_by_203=False).facts["error"]["code"] == "SENDER_SECRECY_OF_KIND"


def test_every_option_is_told(desk):
    for command, options in {
        "enrol": ("--kind", "--not-bound-by-203", "--sgb1-35"),
        "accept": ("--as", "--reason"),
    }.items():
        told = desk.types("partner", command, "--help").out
        assert [one for one in options if one not in told] == []
