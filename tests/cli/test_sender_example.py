"""The example for implementers of case-management systems does what its page says, against a served hub."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "sender_example.py"
PERSON = "Vorgang Fachverfahren (erfunden)"


@pytest.fixture(scope="module")
def caller(hand):
    """The example with a key it made itself, registered at the hub by two people."""
    spec = importlib.util.spec_from_file_location("sender_example", EXAMPLE)
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    key, jwks = hand.root / "sender.json", hand.root / "sender.jwks.json"
    jwks.write_text(subprocess.check_output([sys.executable, EXAMPLE, "key", key], text=True))  # noqa: S603 our own file
    add = ("client", "add", hand.root / "hub", "beispiel", "--jwks", jwks)
    client_id = hand.hub(*add, by="lea", second="anna").facts["client_id"]
    caller = example.Caller(hand.origin, client_id=client_id, key=json.loads(key.read_text()))
    yield caller
    caller.http.close()


def document(hand, name, **changes: object):
    return json.loads(hand.example(name, **changes).read_text())


def test_a_referral_goes_from_the_case_file_to_the_partner(hand, caller):
    consent = caller.change("/api/v1/consents", staff="anna", json=document(hand, "consent", person=PERSON))
    assert consent.status_code == 201, consent.text
    draft = document(hand, "addiction-counselling", person={"reference": PERSON})
    made = caller.change("/api/v1/referrals", staff="anna", json=draft)
    assert made.status_code == 201, made.text
    place = made.headers["location"].removeprefix(hand.origin)
    told = {
        "Content-Type": "application/pdf", "Data-Category": "referral.core",
        "Content-Disposition": 'attachment; filename="anlage.pdf"',
    }  # fmt: skip
    file = caller.change(
        f"{place}/attachments", staff="anna", etag=made.headers["etag"], content=b"%PDF-1.7", headers=told
    )
    assert file.status_code == 201, file.text
    early = caller.change(f"{place}/release", staff="anna", etag=file.headers["etag"])
    assert early.json()["code"] == "SENDER_FOUR_EYES"
    assert hand.hub("approve", hand.root / "hub", made.json()["referral"], "--yes", by="lea").code == 0
    now = caller.call("GET", place, staff="anna")
    sent = caller.change(f"{place}/release", staff="anna", etag=now.headers["etag"])
    assert (sent.status_code, sent.json()["state"]) == (200, "sent"), sent.text
    back = caller.change(f"{place}/cancellation", staff="anna", etag="*", json={"reason": "other"})
    assert back.json()["state"] == "cancelled"
