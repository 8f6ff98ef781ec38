"""A plan at the command line: written with the person, shown in words, its appointments as a calendar file."""

import json


def test_a_plan_is_begun_carried_on_shown_and_its_appointments_written_as_a_calendar(hand, tmp_path):
    hub, person = hand.root / "hub", "Vorgang Plan"
    hand.hub("consent", "record", hub, hand.example("consent", person=person))
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(json.loads(hand.types("schema", "example", "support-plan").out) | {"appointments": []}))
    made = hand.hub("plan", "new", hub, person, file).facts
    assert [one["item"] for one in made["next"]] == ["follow-up", "step", "review"]
    along = ("--at", "2027-01-12T10:00", "--place", "Weg 1", "--with", "ben", "--step", "1")
    assert hand.hub("plan", "accompany", hub, person, *along).facts["appointments"][0]["at"].startswith("2027-01-12T09")
    assert hand.hub("plan", "step", hub, person, "--text", "x").facts["error"]["where"] == "--who"
    assert "done_on" in hand.hub("plan", "step", hub, person, "--done", "1").facts["steps"][0]
    who = ("--by", "anna", "--by-passphrase-file", hand.secret("anna"), "--passphrase-file", hand.secret("hub"))
    text = hand.types("plan", "show", hub, person, "--ics", tmp_path / "a.ics", *who).out
    assert "1. 2027-01-12 10:00, 60 min, Weg 1, begleitet von ben, Schritt 1" in text
    assert "Als Nächstes: 2027-01-15 in Kontakt bleiben (Nr. 1)" in text
    assert b"DTSTART:20270112T090000Z\r\n" in (tmp_path / "a.ics").read_bytes()
