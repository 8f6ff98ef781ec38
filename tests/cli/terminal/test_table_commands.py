"""Every list of the command line fits 80 columns, however long or wide the names are that others chose."""

import json

import pytest
from rich.cells import cell_len

from exchange.cli.terminal.table import NARROW
from tests.cli import by_hand

NAME = "社会福祉法人相談支援センター – Kontakt- und Beratungsstelle für Menschen in schwierigen Lebenslagen Nord gGmbH"
HOOK = {"url": "https://rueckruf.sehr-lange-adresse.suchtberatung.example/geleit/eingang", "technical": "it@x.example"}
LISTS = {
    "list": ("anna", "Nummer"),
    "list --due": ("anna", "Wartet auf"),
    "keys list": ("", "Zweck"),
    "client list": ("", "Angemeldet"),
    "partner hook show": ("", "Zustand"),
    "partner list": ("", "Schritt"),
    "partner list hub": ("", "nimmt teil"),
    "staff list": ("lea", "Teamleitung"),
    "consent list --person P-1001": ("anna", "erteilt"),
    "person show P-1001": ("anna", "Überleitungen"),
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    hand = by_hand.Hand(tmp_path_factory.mktemp("tables"))
    hand.origin = "http://127.0.0.1:8999"
    pin = by_hand._make_hub(hand)
    offers = hand.example("partner", hook=HOOK)
    offers.write_text(json.dumps(json.loads(offers.read_text()) | {"name": NAME}))
    hub = ("--hub", hand.origin, "--pin", pin, "--demo")
    hand.box("init", hand.root / "box", "--entity", hand.partner, "--offers", offers, *hub)
    document = hand.root / "box" / "partner.json"
    hand.enrols(document)
    hand.hub("consent", "record", hand.root / "hub", hand.example("consent"))
    assert hand.hub("refer", hand.root / "hub", hand.example("refer"), second="ben").code == 0
    hand.hub("consent", "record", hand.root / "hub", hand.example("consent", person="P-2"))
    hand.hub("refer", hand.root / "hub", hand.example("refer", person={"reference": "P-2"}))
    return hand


def shown(desk, command, lang="de"):
    folder = "box" if command == "partner list" else "hub"
    typed = command.removesuffix(" hub").split()
    many = 1 if typed[0] == "list" else 3 if typed[1] == "hook" else 2
    words, options = typed[:many], typed[many:]
    by, head = LISTS[command]
    who = ("--by", by, "--by-passphrase-file", desk.secret(by)) if by else ()
    vault = ("--passphrase-file", desk.secret(folder), "--lang", lang)
    answer = desk.types(*words, desk.root / folder, *options, *who, *vault)
    assert answer.code == 0, answer.err
    return answer.out, head


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("command", LISTS)
def test_a_list_fits_eighty_columns(desk, command, lang, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(NARROW))
    out, _ = shown(desk, command, lang)
    assert max(map(cell_len, out.splitlines())) <= NARROW


@pytest.mark.parametrize("command", LISTS)
def test_a_list_has_german_heads(desk, command):
    out, head = shown(desk, command)
    assert head in " ".join(out.split())


def test_a_list_names_a_case_by_its_code_and_its_partner_by_name_and_its_state_in_words(desk):
    out, _ = shown(desk, "list")
    code = desk.hub("list", desk.root / "hub").facts["referrals"][0]["code"]
    assert code in out
    assert "社会福祉" in out
    assert {"gesendet", "Entwurf"} <= set(out.split())
    assert "under-review" not in out
