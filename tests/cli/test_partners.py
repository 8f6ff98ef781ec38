"""Partners by hand: what their document says of who they are is proposed, and two people accept it."""

import json

import pytest

from exchange.core.partner.fingerprint import fingerprint_of_document
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
    return desk.enrols(document(desk, **changes), *words)


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
    vault = ("--passphrase-file", desk.secret("hub"))
    assert (
        "Stelle nach § 35 SGB I: § 23 SGB I"
        in desk.types("partner", "show", desk.root / "hub", desk.partner, *vault).out
    )
    assert enrols(desk, kind="doctor", bound_by_203=False).facts["error"]["code"] == "SENDER_SECRECY_OF_KIND"


def at(desk, verb, *words: object, **who: str):
    return desk.hub("partner", verb, desk.root / "hub", *words, **who)


def test_a_document_whose_fingerprint_was_not_read_out_is_not_taken(desk):
    file, before = document(desk), at(desk, "list", by="").facts
    for typed in ((), ("--fingerprint", "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF")):
        refused = at(desk, "enrol", file, *typed, second="lea")
        assert refused.facts["error"]["code"] == "SENDER_FINGERPRINT_MISMATCH"
        assert at(desk, "list", by="").facts == before


def test_a_partner_is_listed_shown_suspended_and_resumed_by_two(desk):
    enrolled = enrols(desk).facts
    (listed,) = at(desk, "list", by="").facts["partners"]
    assert listed.items() >= {"entity": desk.partner, "standing": "active", "enrolled_by": "anna"}.items()
    shown = at(desk, "show", desk.partner, by="").facts
    assert shown["fingerprint"] == enrolled["fingerprint"]
    assert at(desk, "suspend", desk.partner).facts["standing"] == "suspended"
    assert enrols(desk).facts["standing"] == "suspended"
    alone = at(desk, "resume", desk.partner, "--reason", "geklärt")
    assert alone.facts["error"]["code"] == "SENDER_FOUR_EYES"
    done = at(desk, "resume", desk.partner, "--reason", "geklärt", second="lea")
    assert done.facts == {"partner": desk.partner, "standing": "active"}
    assert at(desk, "show", "https://niemand.example", by="").facts["error"]["code"] == "SENDER_PARTNER_UNKNOWN"


def test_lists_are_in_words_and_fit_a_terminal(desk):
    enrols(desk)
    who = ("--passphrase-file", desk.secret("hub"))
    for words, word in ((("list",), "nimmt teil"), (("show", desk.partner), "Aufgenommen von")):
        said = desk.types("partner", words[0], desk.root / "hub", *words[1:], *who).out
        assert word in said
        assert max(map(len, said.splitlines())) <= 80


def test_the_partner_is_shown_the_fingerprint_it_reads_out(desk):
    offers, hub = desk.example("partner"), ("--hub", "https://hub.example", "--pin", "x" * 43)
    said = desk.box("init", desk.root / "other", "--entity", "https://andere.example", "--offers", offers, *hub)
    made = json.loads((desk.root / "other" / "partner.json").read_text())
    assert fingerprint_of_document(made) in said.out
    facts = desk.box("init", desk.root / "dritte", "--entity", "https://dritte.example", "--offers", offers, *hub,
                     "--json").facts  # fmt: skip
    document = desk.root / "dritte" / "partner.json"
    assert facts["document"] == str(document)
    assert facts["fingerprint"] == fingerprint_of_document(json.loads(document.read_text()))


def test_every_option_is_told(desk):
    for command, options in {
        "enrol": ("--fingerprint", "--kind", "--not-bound-by-203", "--sgb1-35"),
        "accept": ("--as", "--reason"),
        "resume": ("--reason", "--approve-by"),
        "list": ("--json",),
        "show": ("--json",),
    }.items():
        told = desk.types("partner", command, "--help").out
        assert [one for one in options if one not in told] == []
