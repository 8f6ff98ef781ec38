"""The review and the rules at the command line: all four counts, what is open in sentences, as JSON for scripts."""

import json
import stat

import pikepdf


def refer(hand, reference):
    hand.hub("consent", "record", hand.root / "hub", hand.example("consent", person=reference))
    draft = hand.example("refer", person={"reference": reference})
    return hand.hub("refer", hand.root / "hub", draft, second="lea")


def test_a_review_counts_every_rule_and_says_what_is_open(hand):
    refer(hand, "Vorgang Review")
    answer = hand.hub("compliance", "check", hand.root / "hub", by="lea")
    rules = {one["rule"]: one for one in answer.facts["rules"]}
    assert answer.code == 3
    assert rules["ST-03"]["fail"] >= 1
    assert rules["CO-01"]["pass"] >= 1
    assert {"pass", "fail", "undecidable", "not-applicable", "oldest"} <= set(rules["RE-01"])
    (first, *_) = rules["ST-03"]["open"]
    assert first["says"]["de"] == "Für diese Leistung fehlt die Löschregel."
    assert first["fix"]["en"].startswith("Enter the type of exchange")


def test_in_words_there_is_a_table_and_never_only_a_clearance(hand):
    refer(hand, "Vorgang Worte")
    hand.hub("consent", "record", hand.root / "hub", hand.example("consent", person="Vorgang Worte 2"))
    who = ("--by", "lea", "--by-passphrase-file", hand.secret("lea"), "--passphrase-file", hand.secret("hub"))
    text = hand.types("compliance", "check", hand.root / "hub", *who).out
    assert "Nicht prüfbar" in text
    assert "Noch nicht scharf: " in text
    told = text.partition("CO-02  Der gezeigte Text")[2].partition("CO-04  ")[0]
    assert told.count("Nicht prüfbar") == 1
    assert "(der älteste von " in told
    one = hand.types("compliance", "check", hand.root / "hub", "--rule", "CO-07", *who)
    assert (one.code, "CO-07" in one.out, "ST-03" in one.out) == (0, True, False)


def test_a_span_without_an_exchange_has_counts_of_nothing(hand):
    answer = hand.hub("compliance", "check", hand.root / "hub", "--until", "2001-12-31", by="lea")
    assert {one["pass"] + one["fail"] for one in answer.facts["rules"]} == {0}
    bad = hand.hub("compliance", "check", hand.root / "hub", "--since", "gestern", by="lea")
    assert (bad.code, bad.facts["error"]["where"]) == (2, "--since")
    assert hand.hub("compliance", "check", hand.root / "hub", by="anna").facts["error"]["code"] == "SENDER_FORBIDDEN"


def test_a_rule_is_shown_with_its_law(hand):
    shown = hand.types("compliance", "rules", "CO-05").out
    assert "Art. 6, 7 Abs. 3, 9 DSGVO" in shown
    every = json.loads(hand.types("compliance", "rules", "--json").out)["rules"]
    assert sum(one["core"] for one in every) >= 10
    wrong = hand.types("compliance", "rules", "CO-5")
    assert (wrong.code, "CO-05" in wrong.err) == (4, True)


def test_the_protocol_is_a_new_pdf_that_holds_what_json_says(hand):
    out = hand.root / "protokoll.pdf"
    oscal = hand.root / "pruefung.json"
    files = ("--pdf", out, "--oscal", oscal)
    answer = hand.hub("compliance", "check", hand.root / "hub", "--until", "2001-12-31", *files, by="lea")
    assert json.loads(oscal.read_text())["assessment-results"]["metadata"]["oscal-version"] == "1.2.1"
    assert (answer.code, stat.S_IMODE(out.stat().st_mode)) == (0, 0o600)
    with pikepdf.open(out) as pdf:
        held = json.loads(pdf.attachments["geleit.json"].get_file().read_bytes())
    assert held == answer.facts
    again = hand.hub("compliance", "check", hand.root / "hub", "--pdf", out, by="lea")
    assert (again.code, again.facts["error"]["code"]) == (3, "SENDER_FILE_TAKEN")


def test_a_rule_is_armed_and_disarmed_by_two_and_first_it_says_what_it_would_have_stopped(hand):
    hub, two = hand.root / "hub", {"by": "lea", "second": "anna"}
    refer(hand, "Vorgang Scharf")
    armed = hand.hub("compliance", "arm", hub, "RE-01", "--advised-on", "2026-01-01", "--yes", **two)
    assert (armed.facts["rule"], 1 <= armed.facts["stopped"] <= armed.facts["looked_at"]) == ("RE-01", True)
    shown = hand.types("compliance", "rules", "RE-01", "--hub", hub, "--passphrase-file", hand.secret("hub")).out
    assert "scharf seit" in shown
    disarmed = hand.hub("compliance", "disarm", hub, "RE-01", "--reason", "Verträge im Mai (erfunden)", **two)
    assert disarmed.facts["from"] == disarmed.facts["until"]


def test_without_a_night_there_is_no_last_review_and_it_says_who_makes_one(hand):
    who = ("--by", "lea", "--by-passphrase-file", hand.secret("lea"), "--passphrase-file", hand.secret("hub"))
    last = hand.types("compliance", "check", hand.root / "hub", "--last", *who)
    assert (last.code, "geleit work" in last.out) == (0, True)
