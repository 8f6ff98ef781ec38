"""What the detectors find is named by kind and place, never by its words; somebody says that it may stand."""

import io
import json
import sys

import pytest

from exchange.cli.terminal.findings import confirming
from tests.cli.by_hand import found

NOTE = "Meine Mutter hilft mir."
LETTER = "brief.pdf"
SIGNED = b"%PDF-1.7 << /Author (Petra Vogt) >> %%EOF"


class Typed(io.StringIO):
    """Somebody at a terminal, and what they type."""

    def isatty(self):
        return True


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    hand, sock = found(tmp_path_factory.mktemp("findings"))
    sock.close()
    (hand.root / LETTER).write_bytes(SIGNED)
    return hand


def document(hand, note=NOTE, reference="P-1"):
    read = json.loads(hand.example("addiction-counselling").read_text())
    return hand.example("addiction-counselling", data=read["data"] | {"note": note}, person={"reference": reference})


def refer(hand, file, *words: object):
    return hand.hub("refer", hand.root / "hub", file, *words)


def anna(hand):
    return ("--by", "anna", "--by-passphrase-file", hand.secret("anna"), "--passphrase-file", hand.secret("hub"))


def typed(hand, monkeypatch, answer, reference):
    monkeypatch.setattr(sys, "stdin", Typed(answer))
    return hand.types("refer", hand.root / "hub", document(hand, reference=reference), *anna(hand), "--lang", "en")


def test_a_script_learns_kinds_and_places_and_nothing_is_kept(desk):
    refused = refer(desk, document(desk), "--attach", desk.root / LETTER)
    error = refused.facts["error"]
    assert (refused.code, error["code"], error["where"]) == (3, "SENDER_FINDINGS_UNCONFIRMED", "/note")
    assert error["findings"] == [{"kind": "kin", "place": "/note"}, {"kind": "file-author", "place": LETTER}]
    assert "Mutter" not in refused.out + refused.err
    assert "Petra" not in refused.out + refused.err
    assert desk.hub("list", desk.root / "hub").facts == {"referrals": []}


def test_what_is_confirmed_by_kind_and_place_goes_on(desk):
    said = ("--confirm-finding", "kin:/note", "--confirm-finding", f"file-author:{LETTER}")
    assert refer(desk, document(desk), "--attach", desk.root / LETTER, said[0], said[1]).code == 3
    made = refer(desk, document(desk, reference="P-2"), "--attach", desk.root / LETTER, *said)
    assert (made.code, made.facts["state"]) == (0, "awaiting-consent")


def test_an_edit_asks_too(desk):
    made = refer(desk, document(desk, note="Ich komme allein.", reference="P-3")).facts["referral"]
    read = json.loads(document(desk).read_text())
    file = desk.root / "edit.json"
    file.write_text(json.dumps({name: read[name] for name in ("data", "sources")}))
    refused = desk.hub("edit", desk.root / "hub", made, file)
    assert refused.facts["error"]["findings"] == [{"kind": "kin", "place": "/note"}]
    assert desk.hub("edit", desk.root / "hub", made, file, "--confirm-finding", "kin:/note").code == 0


@pytest.mark.parametrize("option", ["kin", ":/note", "kin:", "kin:other.pdf"])
def test_another_form_of_the_option_is_refused_with_the_right_one(desk, option):
    refused = refer(desk, document(desk), "--confirm-finding", option)
    assert refused.code == 2
    assert "kin:/note" in refused.out + refused.err


def test_on_a_terminal_somebody_is_asked_and_sees_what_for(desk, monkeypatch):
    no = typed(desk, monkeypatch, "n\n", "P-4")
    assert no.code == 3
    assert "kin:/note" in no.out + no.err
    assert "relatives" in no.out + no.err
    assert "Mutter" not in no.out + no.err
    yes = typed(desk, monkeypatch, "y\n", "P-4")
    assert yes.code == 0, yes.err


def test_what_is_no_document_is_left_to_be_refused_where_it_is_read():
    looked = [{"kind": "kin", "pointer": "/note"}]
    assert confirming(b"{}", []) == b"{}"
    assert json.loads(confirming(b"{}", looked)) == {"confirmed": looked}
    assert json.loads(confirming(json.dumps({"confirmed": looked}).encode(), looked)) == {"confirmed": looked}
    assert [confirming(raw, looked) for raw in (b"{", b"[]", b'{"confirmed":1}')] == [b"{", b"[]", b'{"confirmed":1}']
