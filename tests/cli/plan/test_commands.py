"""A plan at the command line: written with the person, shown in words, its appointments as a calendar file."""

import json
from datetime import UTC, datetime, timedelta

from exchange.core.calendar import BERLIN


def test_a_plan_is_begun_carried_on_shown_and_its_appointments_written_as_a_calendar(hand, tmp_path):
    hub, person = hand.root / "hub", "Vorgang Plan"
    first = (datetime.now(tz=BERLIN) + timedelta(days=40)).replace(hour=10, minute=0, second=0, microsecond=0)
    day, later = (str((first + timedelta(days=n)).date()) for n in (3, 17))
    hand.hub("consent", "record", hub, hand.example("consent", person=person))
    plan = json.loads(hand.types("schema", "example", "support-plan").out) | {"appointments": []}
    (step,), (talk,) = plan["steps"], plan["follow_ups"]
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan | {"steps": [step | {"until": later}], "follow_ups": [talk | {"on": day}]}))
    made = hand.hub("plan", "new", hub, person, file).facts
    assert [one["item"] for one in made["next"]] == ["follow-up", "step", "review"]
    along = ("--at", f"{first:%Y-%m-%dT%H:%M}", "--place", "Weg 1", "--with", "ben", "--step", "1")
    met = hand.hub("plan", "accompany", hub, person, *along).facts["appointments"][0]["at"]
    assert met.startswith(f"{first.astimezone(UTC):%Y-%m-%dT%H:%M}")
    assert hand.hub("plan", "step", hub, person, "--text", "x").facts["error"]["where"] == "--who"
    assert "done_on" in hand.hub("plan", "step", hub, person, "--done", "1").facts["steps"][0]
    right = hand.hub(
        "plan", "correct", hub, person, "step", "1", "--with", "text=Morgen anrufen", "--with", f"on={day}"
    )
    assert (right.facts["steps"][0]["text"], right.facts["steps"][0]["until"]) == ("Morgen anrufen", day)
    assert right.facts["corrections"][0]["before"] == f"{step['text']} ({later})"
    wrong = hand.hub("plan", "correct", hub, person, "step", "1", "--with", "wer=ich").facts["error"]
    assert wrong["where"] == "--with"
    who = ("--by", "anna", "--by-passphrase-file", hand.secret("anna"), "--passphrase-file", hand.secret("hub"))
    text = hand.types("plan", "show", hub, person, "--ics", tmp_path / "a.ics", *who).out
    assert f"1. {first:%Y-%m-%d} 10:00, 60 min, Weg 1, begleitet von ben, Schritt 1" in text
    assert f"Schritt 1, vorher: {step['text']} ({later})" in text
    assert f"Als Nächstes: {day} in Kontakt bleiben (Nr. 1)" in text
    assert f"DTSTART:{first.astimezone(UTC):%Y%m%dT%H%M%SZ}\r\n".encode() in (tmp_path / "a.ics").read_bytes()
