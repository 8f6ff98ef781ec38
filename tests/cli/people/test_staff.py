"""Members of staff at the command line: two people make a third, and nobody makes one alone."""

from contextlib import closing

import pytest

from exchange.cli.context import Prompt, new_secret
from exchange.core.errors import WrongPassphrase
from exchange.flows.session.sign_in import sign_in
from exchange.flows.staff.authenticate import Credentials
from exchange.main import open_hub
from tests.cli.by_hand import Hand, private

FOUNDED = ("--origin", "https://hub.example")


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A hub of its own with its two founders."""
    hand = Hand(tmp_path_factory.mktemp("pair"))
    assert hand.begins(*FOUNDED, second=("omar", "operator")).facts["founders"] == ["lea", "omar"]
    return hand


def staff(hand, verb, *words: object, by="omar", **who: str):
    return hand.hub("staff", verb, hand.root / "hub", *words, by=by, **who)


def error(said):
    return said.facts["error"]["code"]


def kept(hand):
    opening = closing(open_hub(hand.root / "hub", passphrase=hand.secret("hub").read_bytes()))
    with opening as opened, opened.hub.store.reading() as tx:
        return {one.id: one.active for one in tx.staff.all()}


def test_one_operator_alone_makes_no_second_person(pair):
    hand, add = pair, ("ghost", "--name", "Ghost", "--role", "team-lead")
    half = staff(hand, "add", *add).facts["half"]
    assert error(staff(hand, "confirm", "ghost", "--yes")) == "SENDER_FOUR_EYES"
    halves = private(hand.root / "stolen", half)
    files = ("--first-half-file", halves, "--second-half-file", halves)
    taken = staff(hand, "activate", "ghost", *files, "--new-passphrase-file", hand.secret("ghost"), by="")
    assert error(taken) == "SENDER_NOT_CONFIRMED"
    # The way that was open until now: no option to choose another's passphrase, and nobody to come in without `--by`.
    assert staff(hand, "add", *add, "--staff-passphrase-file", hand.secret("ghost")).code == 2
    assert staff(hand, "add", *add, by="").code == 2
    for client in ("approve", "withdraw"):
        assert error(hand.hub(client, hand.root / "hub", "x", by="ghost")) == "HUB_NOT_FOUND"
    assert kept(hand) == {"lea": True, "omar": True}


def test_two_make_a_third_who_is_reset_and_returns_the_same_way(pair):
    hand = pair
    assert hand.takes_on("ben", "deputy", by="omar", second="lea").facts == {
        "staff": "ben", "role": "deputy", "active": True,
    }  # fmt: skip
    new = private(hand.root / "new.txt", "ganz neue Wörter für ben")
    assert staff(hand, "passphrase", "--new-passphrase-file", new, by="ben").facts["passphrase"] == "changed"
    assert error(staff(hand, "passphrase", "--new-passphrase-file", new, by="ben")) == "SENDER_WRONG_PASSPHRASE"
    assert staff(hand, "reset", "ben", by="lea").facts["kind"] == "reset"
    assert error(staff(hand, "confirm", "ben", "--yes", by="lea")) == "SENDER_FOUR_EYES"
    assert staff(hand, "deactivate", "ben", by="lea").facts["active"] is False
    assert error(staff(hand, "confirm", "ben", "--yes")) == "SENDER_NO_SUCH_CHANGE"
    assert staff(hand, "return", "ben", by="lea").facts["half"]
    assert staff(hand, "confirm", "ben", "--yes").facts["half"]
    assert not kept(hand)["ben"]


def test_a_role_and_a_training_say_what_is_confirmed_and_have_no_code(pair):
    hand = pair
    hand.takes_on("eva", "caseworker", by="omar", second="lea")
    assert staff(hand, "training", "eva", "--topic", "Kaffeekochen").code == 2
    entered = staff(hand, "training", "eva", "--topic", "crisis").facts
    assert (entered["what"], "half" in entered) == ("crisis", False)
    staff(hand, "role", "eva", "--role", "operator")
    assert error(staff(hand, "confirm", "eva", "--yes", by="lea")) == "SENDER_SEVERAL_CHANGES"
    for what in ("role", "crisis"):
        done = staff(hand, "confirm", "eva", "--what", what, "--yes", by="lea").facts
        assert (done["what"], done["entered_by"], done["confirmed_by"]) == (what, "omar", "lea")


def test_a_deputy_is_entered_for_days_confirmed_shown_and_ended(pair):
    hand = pair
    hand.takes_on("vera", "deputy", by="omar", second="lea")
    hand.takes_on("kim", "caseworker", by="omar", second="lea")
    days = ("--for", "kim", "--from", "2199-12-21", "--to", "2200-01-03")
    entered = staff(hand, "deputy", "vera", *days).facts
    assert (entered["what"], entered["from"], entered["to"]) == ("deputy:kim", "2199-12-21", "2200-01-03")
    waiting = staff(hand, "list", by="kim").facts["waiting"]
    assert [one["what"] for one in waiting if one["staff"] == "vera"] == ["deputy:kim"]
    assert error(staff(hand, "confirm", "vera", "--yes", by="vera")) == "SENDER_ABOUT_ONESELF"
    assert staff(hand, "confirm", "vera", "--yes", by="kim").facts["confirmed_by"] == "kim"
    listed = {one["staff"]: one for one in staff(hand, "list", by="kim").facts["staff"]}
    assert listed["vera"]["deputy_for"] == [{"staff": "kim", "from": "2199-12-21", "to": "2200-01-03"}]
    assert len(staff(hand, "deputy", "vera", "--for", "kim", "--end", by="kim").facts["ended"]) == 1
    listed = {one["staff"]: one for one in staff(hand, "list", by="kim").facts["staff"]}
    assert listed["vera"]["deputy_for"] == []


def test_a_house_of_two_that_lost_a_passphrase_begins_anew_and_doctor_says_so(tmp_path):
    hand = Hand(tmp_path)
    hand.begins(*FOUNDED)
    mia = ("mia", "--name", "Mia M.", "--role", "team-lead", "--new-passphrase-file", hand.secret("mia"))
    assert error(staff(hand, "found", *mia, by="")) == "SENDER_ENOUGH_STAND"
    gone = staff(hand, "deactivate", "lea", by="anna")
    assert (gone.code, gone.facts["active"], gone.facts["open_referrals"]) == (0, False, [])
    assert staff(hand, "found", *mia, by="").facts["founded"] is True
    assert error(staff(hand, "found", *mia, by="")) == "SENDER_ENOUGH_STAND"
    assert staff(hand, "training", "mia", "--topic", "addiction", by="anna").facts["founding"] is True
    checks = {one["check"]: one["advice"] for one in hand.hub("doctor", hand.root / "hub", by="").facts["checks"]}
    assert checks["staff founded"].endswith(": mia")


@pytest.mark.parametrize("days", [("31.12.2026", "2027-01-03"), ("2027-01-03", "2026-12-31"), ("", "")])
def test_days_that_are_none_are_refused_in_words(pair, days):
    said = staff(pair, "deputy", "vera", "--for", "kim", "--from", days[0], "--to", days[1])
    assert error(said) == "SENDER_DAYS_UNFIT"


def test_the_staff_list_fits_a_terminal_and_says_roles_in_words(pair):
    hand = pair
    who = ("--by", "omar", "--by-passphrase-file", hand.secret("omar"), "--passphrase-file", hand.secret("hub"))
    lines = hand.types("staff", "list", hand.root / "hub", *who).out.splitlines()
    assert max(map(len, lines)) <= 80
    assert "  Teamleitung; tätig" in lines
    assert lines[lines.index("  Teamleitung; tätig") - 1] == "lea: lea"


def test_where_somebody_is_signed_in_is_shown_and_ended_by_them_and_who_runs_the_hub(pair):
    hand, secret = pair, pair.secret
    opening = closing(open_hub(hand.root / "hub", passphrase=secret("hub").read_bytes()))
    with opening as opened:
        lea = Credentials("lea", secret("lea").read_bytes())
        first, second = (sign_in(lea, hub=opened.hub).session for _ in range(2))
    assert [one["session"] for one in staff(hand, "sessions", "lea").facts["sessions"]] == [first.id, second.id]
    who = ("--by", "lea", "--by-passphrase-file", secret("lea"), "--passphrase-file", secret("hub"))
    lines = hand.types("staff", "sessions", hand.root / "hub", *who).out.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if first.id in line]
    assert staff(hand, "sign-out", "--session", first.id, by="lea").facts == {"ended": [first.id]}
    assert staff(hand, "sign-out", "lea").facts == {"ended": [second.id]}


def test_people_are_told_their_half_and_what_is_next(pair):
    hand = pair
    who = ("--by", "omar", "--by-passphrase-file", hand.secret("omar"), "--passphrase-file", hand.secret("hub"))
    said = hand.types("staff", "add", hand.root / "hub", "dora", "--name", "D", "--role", "deputy", *who).out
    assert "Ihre Hälfte" in said
    assert "geleit staff confirm" in said


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ("lea", ("lea", "caseworker"), "SENDER_FOUNDERS_UNFIT"),
        ("lea", ("vera", "dpo"), "SENDER_FOUNDERS_UNFIT"),
        ("Lea L", ("vera", "operator"), "SENDER_SCHEMA_INVALID"),
    ],
)
def test_founders_who_cannot_begin_leave_no_hub_behind(tmp_path, first, second, code):
    hand = Hand(tmp_path)
    assert error(hand.begins(*FOUNDED, first=first, second=second)) == code
    assert not (tmp_path / "hub").exists()


def test_a_hub_is_not_made_by_one(tmp_path):
    hand = Hand(tmp_path)
    assert hand.hub("init", tmp_path / "hub", *FOUNDED, by="").code == 2
    assert not (tmp_path / "hub").exists()


def test_a_secret_comes_from_the_environment_or_a_file_and_is_not_made_up(monkeypatch, tmp_path):
    private(tmp_path / "half", "AAAA\n")
    prompt = Prompt("x")
    assert new_secret(tmp_path / "half", variable="GELEIT_X", prompt=prompt) == b"AAAA"
    with pytest.raises(WrongPassphrase, match="GELEIT_X"):
        new_secret(None, variable="GELEIT_X", prompt=prompt)
    monkeypatch.setenv("GELEIT_X", "BBBB")
    assert new_secret(None, variable="GELEIT_X", prompt=prompt) == b"BBBB"
