"""The letter does not stay behind in silence: the README's walk-through sends it, or says why not, by its name."""

import pytest

from tests.cli.by_hand import set_up

LEASE, LETTER = "mietvertrag.pdf", "letter.pdf"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    hand = set_up(tmp_path_factory.mktemp("leaving"))
    assert hand.hub("consent", "record", hand.root / "hub", hand.example("consent")).code == 0
    for name in (LEASE, LETTER):
        (hand.root / name).write_bytes(b"%PDF-1.7 Ein Brief (erfunden).")
    yield hand
    hand.stop.set()


def anna(hand):
    return ("--by", "anna", "--by-passphrase-file", hand.secret("anna"), "--passphrase-file", hand.secret("hub"))


def housing(hand):
    """The input with a file of a category the consent says nothing of."""
    lease = {"file": LEASE, "category": "housing", "media_type": "application/pdf"}
    return hand.example("addiction-counselling", attachments=[lease])


def refer(hand, file, *words: object, second="ben"):
    return hand.hub("refer", hand.root / "hub", file, "--attach", hand.root / LETTER, *words, second=second)


def test_a_check_shows_by_name_what_leaves_what_stays_and_why_and_keeps_nothing(desk):
    shown = refer(desk, housing(desk), "--check").facts
    assert LETTER in [one["name"] for one in shown["leaves"]]
    assert (shown["goes"], shown["stays"]) == (False, [{"name": LEASE, "reason": "clause:category"}])
    words = desk.types("refer", desk.root / "hub", housing(desk), "--check", *anna(desk))
    assert words.code == 0
    assert f"{LEASE}: nicht in der Einwilligung" in words.out
    assert "attachment:" not in words.out
    assert desk.hub("list", desk.root / "hub").facts == {"referrals": []}


def test_what_is_named_and_cannot_go_stops_it_until_somebody_says_it_stays(desk):
    stopped = refer(desk, housing(desk))
    assert (stopped.code, stopped.facts["error"]["code"]) == (3, "SENDER_STAYS_BEHIND")
    error = stopped.facts["error"]
    assert error["stays"] == [{"name": LEASE, "reason": "clause:category"}]
    assert (error["where"], error["form"]["en"]) == (LEASE, f"one of: {LEASE}")
    draft = stopped.facts["referral"]
    shown = desk.hub("release", desk.root / "hub", draft, "--check", "--leave-out", LEASE).facts
    assert (shown["goes"], shown["stays"]) == (True, [{"name": LEASE, "reason": "left-out"}])
    slip = desk.hub("release", desk.root / "hub", draft, "--leave-out", "mietvertag.pdf", second="ben")
    assert slip.facts["error"]["code"] == "SENDER_NOTHING_OF_THIS_NAME"
    approved = desk.hub("approve", desk.root / "hub", draft, "--yes", by="lea").facts["packet"]
    assert approved["stays"] == [{"name": LEASE, "reason": "clause:category"}]
    sent = desk.hub("release", desk.root / "hub", draft, "--leave-out", LEASE, second="ben")
    assert (sent.code, sent.facts["left_out"]) == (0, [{"name": LEASE, "reason": "left-out"}]), sent.out
    assert desk.hub("cancel", desk.root / "hub", draft, "--reason", "person-request").code == 0


def test_the_walk_through_of_the_readme_sends_its_letter(desk):
    sent = refer(desk, desk.example("addiction-counselling"))
    assert (sent.code, sent.facts["left_out"]) == (0, []), sent.out
    asked = desk.types("show", desk.root / "hub", sent.facts["referral"], *anna(desk))
    assert "attachment:" not in asked.out
