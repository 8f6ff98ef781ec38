"""Case-management systems and departed colleagues, at the command line."""

import json
from datetime import UTC, datetime, timedelta

from keys.jwk import PrivateKey, Purpose


def published(hand):
    now = datetime.now(UTC)
    key = PrivateKey.generate(Purpose.OAUTH, nbf=now - timedelta(hours=1), exp=now + timedelta(days=365))
    file = hand.root / "client.jwks.json"
    file.write_text(json.dumps({"keys": [key.public.to_jwk()]}))
    return file


def test_a_client_is_registered_by_two_listed_and_suspended(hand):
    add = ("client", "add", hand.root / "hub", "akte", "--jwks", published(hand), "--name", "Akte")
    assert hand.hub(*add, by="lea").facts["error"]["code"] == "SENDER_FOUR_EYES"
    assert hand.hub(*add, by="lea", second="anna").facts["client_id"] == f"{hand.origin}/clients/akte"
    (line,) = hand.hub("client", "list", hand.root / "hub", by="").facts["clients"]
    assert (line["name"], line["standing"]) == ("Akte", "active")
    table = hand.types("client", "list", hand.root / "hub", "--passphrase-file", hand.secret("hub")).out
    assert "Kennung" in table
    assert hand.hub("client", "suspend", hand.root / "hub", "akte", by="lea").facts["standing"] == "suspended"


def test_somebody_who_left_acts_no_more(hand):
    assert hand.takes_on("eva", "caseworker").facts["active"]
    assert hand.hub("staff", "deactivate", hand.root / "hub", "eva", by="lea").facts == {
        "staff": "eva",
        "active": False,
        "open_referrals": [],
    }
    answer = hand.hub("withdraw", hand.root / "hub", "none", by="eva")
    assert (answer.code, answer.facts["error"]["where"]) == (4, "--by eva")


def test_a_second_person_looks_at_a_draft_before_they_approve_it(hand):
    hand.hub("consent", "record", hand.root / "hub", hand.example("consent", person="Vorgang Approve"))
    person = {"reference": "Vorgang Approve"}
    drafted = hand.hub("refer", hand.root / "hub", hand.example("addiction-counselling", person=person)).facts
    answer = hand.hub("approve", hand.root / "hub", drafted["referral"], "--yes", by="lea").facts
    assert (answer["approved_by"], answer["data"]["addiction"]["topics"]) == ("lea", ["alcohol"])
