import json
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

import schemas
from exchange.core.errors import GeleitError, Malformed, NotAnEntity, NotCovered, SchemaInvalid, WrongPassphrase
from exchange.core.text.explained import explained
from exchange.core.vocabulary import PartnerKind
from exchange.partner.errors import NoPartnerHere, PartnerExists
from exchange.partner.folder import Settings
from exchange.partner.partner import Partner, init
from keys.encoding import unb64url
from keys.stream import context_of, open_stream
from tests.partner.conftest import ENTITY, PASSPHRASE
from tests.partner.foreign_hub import now
from tests.partner.making import LINE, LINES, make

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Settings(entity=ENTITY, hub="https://hub.example", pin="A" * 43, demo=False)


def set_up(folder, **changes: object):
    given = {"settings": SETTINGS, "name": "Erfunden", "kind": PartnerKind.DOCTOR, "lines": LINES} | changes
    return init(folder, passphrase=PASSPHRASE, **given)


def received(hub, partner):
    sent = make(hub)
    sent.offer()
    partner.receive()
    return sent.packet


def test_a_new_partner_has_a_valid_document_and_keys_for_a_year(tmp_path):
    document = json.loads(set_up(tmp_path / "p").read_bytes())
    assert schemas.validate("partner", document) == ()
    assert document["enc_jwks"]["keys"][0]["alg"] == "HPKE-9-KE"
    for purpose in ("federation", "oauth", "enc", "ack"):
        (key,) = document[f"{purpose}_jwks"]["keys"]
        assert key["exp"] - key["nbf"] == timedelta(days=365).total_seconds()


def test_a_partner_is_set_up_once(tmp_path):
    document = set_up(tmp_path / "p").read_bytes()
    with pytest.raises(PartnerExists):
        set_up(tmp_path / "p")
    assert (tmp_path / "p" / "partner.json").read_bytes() == document


def test_a_vault_of_somebody_else_is_never_touched(tmp_path):
    (tmp_path / "vault").write_bytes(b"a hub's keys")
    with pytest.raises(PartnerExists):
        set_up(tmp_path)
    assert (tmp_path / "vault").read_bytes() == b"a hub's keys"


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"settings": Settings(entity="http://127.0.0.1:80", hub=SETTINGS.hub, pin="A", demo=False)}, NotAnEntity),
        ({"lines": []}, SchemaInvalid),
        ({"name": ""}, SchemaInvalid),
    ],
)
def test_what_would_be_wrong_is_not_written(tmp_path, wrong, error):
    with pytest.raises(error):
        set_up(tmp_path / "p", **wrong)
    assert not (tmp_path / "p").exists()


def test_an_empty_folder_holds_no_partner(tmp_path):
    with pytest.raises(NoPartnerHere):
        Partner.open(tmp_path, passphrase=PASSPHRASE)


def test_another_passphrase_opens_nothing(tmp_path):
    set_up(tmp_path / "p")
    with pytest.raises(WrongPassphrase):
        Partner.open(tmp_path / "p", passphrase=b"wrong")


def test_the_example_receives_prints_and_accepts(hub, folder):
    make(hub).offer()
    example = ROOT / "deploy" / "receiver_example.py"
    assert len(example.read_text(encoding="utf-8").splitlines()) <= 20
    done = subprocess.run(  # noqa: S603 our own file
        [sys.executable, example, folder], input=PASSPHRASE, capture_output=True, cwd=ROOT, check=True
    )
    assert b"Erika" in done.stdout
    assert hub.names() == ["received", "accepted"]


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("draft", {}),
        ("declined", {"reason": "unheard-of"}),
        ("accepted", {"reason": "no-capacity"}),
        ("accepted", {"weeks": 3}),
        ("scheduled", {"outcome": "got-help"}),
        ("accepted", {"appointment": now()}),
    ],
)
def test_a_step_carries_only_what_its_state_asks_for(hub, partner, name, members):
    packet = received(hub, partner)
    with pytest.raises(Malformed):
        partner.acknowledge(packet.id, name, **members)
    assert hub.names() == ["received"]


def test_steps_carry_their_members(hub, partner):
    packet = received(hub, partner)
    partner.acknowledge(packet.id, "waitlisted", weeks=3)
    partner.acknowledge(packet.id, "scheduled", appointment=now())
    partner.acknowledge(packet.id, "completed", outcome="got-help")
    partner.question(packet.id, "Wann passt es?", categories=["person.contact"])
    assert [sorted(event.members) for event in hub.events()[1:]] == [
        ["weeks"],
        ["appointment"],
        ["outcome"],
        ["categories", "text"],
    ]
    assert partner.show(packet.id).state == "clarification-requested"


def test_feedback_names_a_clause_for_every_leaf_and_brings_its_attachment(hub, partner, tmp_path):
    packet = received(hub, partner)
    (tmp_path / "bericht.txt").write_bytes(b"erfunden")
    file = {"file": str(tmp_path / "bericht.txt"), "category": "fb.progress", "media_type": "text/plain"}
    data = {"attendance": {"started_on": "2026-12-08", "attended": 2}, "outcome": "got-help"}
    document = {"schema": "urn:geleit:schema:feedback:1", "data": data, "attachments": [file]}
    partner.feedback(packet.id, document)
    event = hub.events()[-1]
    assert {row["clause"] for row in event.members["manifest"]} == {"clause-back"}
    (ref,) = event.members["attachments"]
    assert opened(ref, hub.blobs[ref["sha256"]], owner=event.jti, where=tmp_path) == b"erfunden"


def opened(ref, sealed, *, owner, where):
    (where / "sealed").write_bytes(sealed)
    with (where / "sealed").open("rb") as source, (where / "plain").open("wb") as target:
        open_stream(
            source, target, key=unb64url(ref["key"]), context=context_of(owner, ref["id"]), length=ref["length"],
            sha256=ref["sha256"],
        )  # fmt: skip
    return (where / "plain").read_bytes()


def test_feedback_beyond_the_clauses_does_not_even_leave(hub, partner):
    packet = received(hub, partner)
    data = {"workcapacity": {"hours_per_day": 4}}
    with pytest.raises(NotCovered) as refused:
        partner.feedback(packet.id, {"schema": "urn:geleit:schema:feedback:1", "data": data})
    assert refused.value.pointer == "/workcapacity/hours_per_day"
    assert hub.names() == ["received"]


def test_feedback_that_does_not_fit_its_schema_is_refused_here(hub, partner):
    packet = received(hub, partner)
    for document in ({"schema": "urn:geleit:schema:feedback:1", "data": {"x": 1}}, {"schema": "no", "data": {}}):
        with pytest.raises(SchemaInvalid):
            partner.feedback(packet.id, document)


def test_capacity_and_status_are_asked_and_told(hub, partner):
    packet = received(hub, partner)
    partner.capacity(LINE, waiting_weeks=3, accepts_new=True, valid_until=now())
    assert hub.heard.capacity[LINE]["waiting_weeks"] == 3
    assert partner.status(packet.id)["referral"] == packet.referral


def test_watching_hands_out_rounds_until_it_is_told_to_stop(hub, partner):
    make(hub).offer()
    flag = threading.Event()
    rounds = []
    for done in partner.watch(flag):
        rounds.append(done)
        flag.set()
    assert [len(one.received) for one in rounds] == [1]


def test_watching_outlives_a_hub_that_is_away(hub, partner):
    make(hub).offer()
    hub.faults.down = "/"
    flag = threading.Event()
    watching = partner.watch(flag)
    assert next(watching).away
    hub.faults.down = ""
    assert len(next(watching).received) == 1
    flag.set()


@pytest.mark.parametrize(
    ("text", "categories", "place"),
    [("", ["person.contact"], "/text"), ("Wann?", [], "/categories"), ("Ist es F32.1?", ["person.contact"], "/text")],
)
def test_a_question_the_hub_would_refuse_is_not_sent_and_says_how_it_is_put(hub, partner, text, categories, place):
    packet = received(hub, partner)
    before = len(hub.heard.events)
    with pytest.raises(GeleitError) as refused:
        partner.question(packet.id, text, categories=categories)
    assert (refused.value.pointer, "JSON" in explained(refused.value).form.en) == (place, False)
    assert len(hub.heard.events) == before
