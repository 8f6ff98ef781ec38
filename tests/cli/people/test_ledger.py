"""The person's ledger at the command line."""


def test_the_ledger_is_told_in_sentences_and_as_json(hand):
    consent = hand.example("consent", person="Vorgang Ledger")
    hand.hub("consent", "record", hand.root / "hub", consent)
    answer = hand.hub("person", "ledger", hand.root / "hub", "Vorgang Ledger")
    lines = answer.facts["lines"]
    assert [(one["kind"], one["count"]) for one in lines] == [("changed", 1), ("looked", 1)]
    assert lines[0]["says"]["de"] == "Das Jobcenter hat aufgeschrieben: Ihre Einwilligung (erteilt)."
    assert "anna" not in answer.out
    who = ("--by", "anna", "--by-passphrase-file", hand.secret("anna"), "--passphrase-file", hand.secret("hub"))
    text = hand.types("person", "ledger", hand.root / "hub", "Vorgang Ledger", *who).out
    assert "angesehen\n  Das Jobcenter hat nachgesehen: diese Liste." in text
    assert hand.hub("person", "ledger", hand.root / "hub", "Niemand").code == 4
