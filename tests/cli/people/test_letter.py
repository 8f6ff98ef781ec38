"""The letter at the command line: one new file, its owner's alone, and a line in the ledger that says it was made."""

import json
import stat

import pikepdf


def writes(hand, name, *more: object, by="anna"):
    return hand.hub("person", "letter", hand.root / "hub", "Vorgang Brief", "--out", hand.root / name, *more, by=by)


def test_a_letter_is_one_new_file_and_a_line_in_the_ledger(hand):
    consent = hand.example("consent", person="Vorgang Brief")
    hand.hub("consent", "record", hand.root / "hub", consent)
    before = set(hand.root.iterdir())
    done = writes(hand, "brief.pdf", "--large", "--language", "en").facts
    out = hand.root / "brief.pdf"
    assert (done["lines"], done["unprintable"]) == (2, [])
    assert (done["addressed"], done["unaddressed"]) == (False, "unknown")
    assert set(hand.root.iterdir()) - before == {out}
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with pikepdf.open(out) as pdf:
        assert str(pdf.Root.Lang) == "en"
        held = json.loads(pdf.attachments["geleit.json"].get_file().read_bytes())
    ledger = hand.hub("person", "ledger", hand.root / "hub", "Vorgang Brief").facts
    assert held["lines"] == ledger["lines"][:2]
    assert held["lines"][-1]["says"]["de"] == "Das Jobcenter hat nachgesehen: für einen Brief an Sie."
    taken = writes(hand, "brief.pdf")
    assert (taken.code, taken.facts["error"]["code"]) == (3, "SENDER_FILE_TAKEN")
    with pikepdf.open(out) as pdf:
        assert str(pdf.Root.Lang) == "en"


def test_where_nothing_can_be_written_nobody_looks(hand):
    (hand.root / "link.pdf").symlink_to("/nirgends")
    for name, code in (("nirgends/brief.pdf", "SENDER_FILE_NOT_WRITTEN"), ("link.pdf", "SENDER_FILE_TAKEN")):
        answer = hand.hub("person", "letter", hand.root / "hub", "Niemand", "--out", hand.root / name)
        assert answer.facts["error"]["code"] == code


def test_an_unknown_person_gets_no_letter(hand):
    out = hand.root / "niemand.pdf"
    answer = hand.hub("person", "letter", hand.root / "hub", "Niemand", "--out", out)
    assert (answer.code, out.exists()) == (4, False)
