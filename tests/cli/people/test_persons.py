"""Persons at the command line: shown in words, corrected, merged by two; look-alikes are proposed."""

import json

import pytest

from tests.cli.by_hand import found


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    hand, sock = found(tmp_path_factory.mktemp("persons"))
    sock.close()
    return hand


def at(desk, *words: object, **who: str):
    group, verb, *rest = words
    return desk.hub(group, verb, desk.root / "hub", *rest, **who)


def error(said):
    return said.facts["error"]["code"]


def consented(desk, reference, **changes: object):
    return at(desk, "consent", "record", desk.example("consent", person=reference, **changes)).facts


def referred(desk, reference):
    file = desk.example("refer", person={"reference": reference})
    return desk.hub("refer", desk.root / "hub", file, second="lea")


def in_words(desk, *words: object):
    who = ("--by", "anna", "--by-passphrase-file", desk.secret("anna"), "--passphrase-file", desk.secret("hub"))
    group, verb, *rest = words
    return desk.types(group, verb, desk.root / "hub", *rest, *who)


def test_a_person_is_shown_with_all_that_was_agreed_and_disclosed(desk):
    consent = consented(desk, "P-21")["consent"]
    sent = referred(desk, "P-21").facts
    desk.hub("withdraw", desk.root / "hub", consent)
    shown = at(desk, "person", "show", "P-21").facts
    assert [one["id"] for one in shown["consents"]] == [consent]
    assert shown["referrals"][0]["referral"] == sent["referral"]
    listed = at(desk, "consent", "list", "--person", "P-21").facts["consents"]
    assert [(one["consent"], one["status"]) for one in listed] == [(consent, "ConsentWithdrawn")]
    assert listed[0]["withdrawn"][0]["entity"] == ""
    assert at(desk, "consent", "show", consent).facts["status"] == "ConsentWithdrawn"
    assert error(at(desk, "person", "show", "P-21", by="ben")) == "HUB_NOT_FOUND"
    assert error(at(desk, "consent", "list", "--person", "niemand")) == "HUB_NOT_FOUND"


def test_it_is_said_in_words_that_fit_a_terminal(desk):
    consent = consented(desk, "P-22")["consent"]
    referred(desk, "P-22")
    for words, word in (
        (("person", "show", "P-22"), "Einwilligungen:"),
        (("consent", "list", "--person", "P-22"), "erteilt"),
        (("consent", "show", consent), "Name und Geburtsdatum"),
    ):
        said = in_words(desk, *words).out
        assert word in said
        assert max(map(len, said.splitlines())) <= 80


def test_a_no_is_listed_without_an_end(desk):
    said = {"status": "ConsentRefused", "answered_at": "2026-11-24T09:30:00Z", "signers": [], "releases": []}
    consented(desk, "P-23", **said)
    shown = in_words(desk, "consent", "list", "--person", "P-23").out
    assert "nicht erteilt" in shown
    assert f"    {desk.partner}\n" in shown


def test_a_reference_is_corrected_and_two_persons_are_merged_by_two(desk):
    first, second = (consented(desk, one)["consent"] for one in ("P-31", "P-13"))
    assert at(desk, "person", "correct", "P-13", "P-33").facts["reference"] == "P-33"
    assert error(at(desk, "person", "correct", "P-33", "P-31")) == "SENDER_REFERENCE_TAKEN"
    assert error(at(desk, "person", "merge", "P-31", "P-33", "--yes")) == "SENDER_FOUR_EYES"
    merged = at(desk, "person", "merge", "P-31", "P-33", "--yes", second="lea").facts
    shown = at(desk, "person", "show", "P-33").facts
    assert shown["person"] == merged["person"]
    assert {one["id"] for one in shown["consents"]} == {first, second}


def test_who_may_be_known_already_is_proposed(desk):
    consented(desk, "BG 4711/1")
    referred(desk, "BG 4711/1")
    said = consented(desk, "bg-47111")
    known = at(desk, "person", "show", "BG 4711/1").facts["person"]
    assert said["look_alikes"] == [known]


@pytest.mark.parametrize(
    ("command", "options"),
    [
        (("person", "show"), ("--by", "--json")),
        (("person", "merge"), ("--approve-by", "--yes", "--json")),
        (("person", "correct"), ("--by", "--json")),
        (("consent", "list"), ("--person", "--by", "--json")),
        (("consent", "show"), ("--by", "--json")),
        (("staff", "deputy"), ("--for", "--from", "--to", "--end", "--json")),
        (("staff", "list"), ("--by", "--json")),
        (("staff", "found"), ("--name", "--role", "--new-passphrase-file", "--json")),
    ],
)
def test_every_command_has_help_in_both_languages(desk, command, options):
    told = desk.types(*command, "--help").out
    assert [one for one in options if one not in told] == []
    assert " / " in told


def test_what_is_shown_as_json_is_json(desk):
    consented(desk, "P-51")
    assert json.loads(at(desk, "person", "show", "P-51").out)["reference"] == "P-51"
