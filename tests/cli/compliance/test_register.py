"""Registers at the command line: a template is filled in, entered, and shown as of today, of a day, and whole."""

import json


def entered(hand, kind, by="lea", second="", **changes: object):
    template = json.loads(hand.types("schema", "example", f"fact-{kind}").out)
    file = hand.root / f"{kind}.json"
    file.write_text(json.dumps(template | changes))
    return hand.hub("register", "put", hand.root / "hub", kind, file, by=by, second=second)


def test_a_fact_is_entered_listed_shown_and_its_history_kept(hand):
    done = entered(hand, "controller", **{"from": "2026-01-01"}).facts
    assert (done["kind"], done["by"], done["subject"]) == ("controller", "lea", "house")
    for command in ("list", "show", "history"):
        (found,) = hand.hub("register", command, hand.root / "hub", "controller", by="lea").facts["facts"]
        assert found == done
    before = hand.hub("register", "list", hand.root / "hub", "controller", "--at", "2025-12-31", by="lea").facts
    assert before["facts"] == []


def test_in_words_a_day_is_named_and_what_was_entered_later_is_marked(hand):
    entered(hand, "secrecy", who="lea", **{"from": "2020-01-05"})
    who = ("--by", "lea", "--by-passphrase-file", hand.secret("lea"), "--passphrase-file", hand.secret("hub"))
    shown = hand.types("register", "show", hand.root / "hub", "secrecy", "lea", *who).out
    assert "Verpflichtung zur Verschwiegenheit: lea" in shown
    assert "gilt von 2020-01-05 bis auf Weiteres" in shown
    assert "(nachgetragen)" in shown


def test_what_takes_two_is_refused_alone_and_a_day_that_is_none_too(hand):
    assert entered(hand, "armed").facts["error"]["code"] == "SENDER_FOUR_EYES"
    assert entered(hand, "armed", second="anna").facts["approved_by"] == "anna"
    # Others send at this hub, too.
    hand.hub("compliance", "disarm", hand.root / "hub", "RE-01", "--reason", "Ende des Tests", by="lea", second="anna")
    answer = hand.hub("register", "list", hand.root / "hub", "armed", "--at", "gestern", by="lea")
    assert (answer.code, answer.facts["error"]["where"]) == (2, "--at")
    unfit = entered(hand, "contract", partner="https://x.example", **{"from": "2026-02-01", "until": "2026-01-01"})
    assert (unfit.code, unfit.facts["error"]["code"]) == (3, "SENDER_FACT_UNFIT")
