"""Sanction firewall (§§ 31, 32 SGB II): what a partner told reaches who asked for the person, and no benefits decision.

Walked are every role, purpose, call, command, export and record there is; a new one is walked with them.
"""

import base64
import json
import re

import pytest
from typer.main import get_command

import schemas
from exchange.__main__ import app
from exchange.api.routes import api_calls
from exchange.core.errors import Forbidden, GeleitError, NotFound
from exchange.core.rights.address import Addressee
from exchange.core.vocabulary import Category, Purpose, Role
from exchange.edge.wakeup import Wakeup
from exchange.flows.compliance.review import Span, review
from exchange.flows.consent.record import record_consent
from exchange.flows.evidence.export import EvidenceWish
from exchange.flows.person.look import look_at_person, see_person
from exchange.flows.register.look import look_at_registers
from exchange.flows.staff.access import look, look_through
from exchange.queries.directory import partners
from exchange.queries.facts import feedback_of, said
from exchange.queries.ledger import ledger_of
from exchange.queries.referrals import view
from exchange.reports.letter import LetterWish, letter
from exchange.reports.oscal import assessment_results
from exchange.reports.protocol import protocol
from exchange.reports.register import KINDS, HouseRegisters, register_document
from tests.docs.test_docs import commands
from tests.support.bundles import exported
from tests.support.clock import NOON
from tests.support.feedback import content
from tests.support.hubs import (
    ALEX,
    BOSS,
    CENTRE,
    DPO,
    KIM,
    OPS,
    ORIGIN,
    Bench,
    claim,
    consent_document,
    encoded,
    refer_document,
)

BENEFITS = re.compile(
    r"sanction|sanktion|benefit|leistungsminderung|leistungsbescheid|regelbedarf|kürzung|meldeversäumnis|payment",
    re.IGNORECASE,
)
"""How a way to a benefits decision would be called."""
TOLD = ("fixed-times", "2027-03-01", "other-service")
"""What the partner told, in words that stand nowhere else."""
PERSON = refer_document()["person"]["reference"]
FEEDBACK = [one for one in Category if one.startswith("fb.")]


@pytest.fixture(scope="module")
def voice():
    voice = Bench().under_way("under-review", "accepted", level=6, no_show=False)
    assert voice.says("feedback", **content("workcapacity", "recommendation")) == "accepted"
    return voice


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Where the hub of the story publishes its log."""
    return tmp_path_factory.mktemp("log")


def told_in(shown):
    text = shown if isinstance(shown, str) else repr(shown)
    return [word for word in TOLD if word in text]


def talk(voice, by, what="feedback"):
    hub = voice.bench.hub
    return feedback_of(view(look(voice.referral.id, what=what, by=claim(by), hub=hub), hub=hub))


def test_there_is_no_role_and_no_purpose_of_benefits():
    assert set(Role) == {
        "caseworker", "deputy", "team-lead", "dpo", "operator", "partner-intake", "partner-professional",
    }  # fmt: skip
    listed = {name: schemas.codes()[name] for name in ("roles", "purposes", "services", "look-purposes", "actors")}
    words = [(name, code, *word.values()) for name, codes in listed.items() for code, word in codes.items()]
    assert len(words) > 40
    assert [one for one in words if any(BENEFITS.search(text) for text in one[1:])] == []
    assert {one.value for one in Purpose} == set(listed["purposes"])


def test_no_call_and_no_command_is_for_benefits():
    calls = api_calls(Bench().hub, wakeup=Wakeup())
    named = [f"{one.method} {one.path} {one.name} {one.group} {one.scope}" for one in calls] + list(
        commands(get_command(app))
    )
    assert len(named) > 80
    assert [one for one in named if BENEFITS.search(one)] == []
    assert {one.path for one in calls if "feedback" in one.path} == {"/api/v1/referrals/{id}/feedback"}


def test_what_was_told_is_read_by_who_has_the_case_and_by_nobody_else(voice):
    for who in (KIM, BOSS):
        assert told_in(talk(voice, who)) == list(TOLD)
    for who, error in ((DPO, Forbidden), (OPS, Forbidden), (ALEX, NotFound)):
        with pytest.raises(error):
            talk(voice, who)


@pytest.mark.parametrize("who", [KIM, BOSS, DPO, ALEX, OPS])
def test_no_list_no_page_and_no_ledger_shows_anybody_what_was_told(voice, who):
    hub, by = voice.bench.hub, claim(who)
    ways = (
        lambda: look_through(states=(), after="", limit=9, by=by, hub=hub),
        lambda: said(view(look(voice.referral.id, what="referral", by=by, hub=hub), hub=hub), hub=hub),
        lambda: look_at_person(PERSON, what="person", by=by, hub=hub),
        lambda: ledger_of(see_person(PERSON, what="ledger", by=by, hub=hub), hub=hub),
    )
    for way in ways:
        try:
            shown = way()
        except GeleitError:
            continue
        assert told_in(shown) == []


def test_no_export_holds_what_was_told(voice, published):
    hub = voice.bench.hub
    ledger = ledger_of(see_person(PERSON, what="letter", by=claim(BOSS), hub=hub), hub=hub)
    wish = LetterWish(language="de", large=False, sender="Jobcenter", origin=ORIGIN, made_at=NOON)
    done = review(span=Span(), only="", hub=hub)
    registers = HouseRegisters(
        at=NOON, facts=look_at_registers(KINDS, by=claim(BOSS), hub=hub), partners=partners(hub=hub)
    )
    exports = (
        letter(ledger, to=Addressee(), wish=wish, attached={}),
        protocol(done, span=Span(), language="de", sender="Jobcenter", attached={}),
        assessment_results(done, span=Span(), origin=hub.origin, language="de"),
        register_document(registers, language="de", sender="Jobcenter"),
        exported(voice.bench, published, EvidenceWish(person=PERSON)),
    )
    assert [told_in(repr(one)) for one in exports] == [[]] * len(exports)
    # What a partner signed is packed: it would show nothing to a search, so it is not there at all.
    assert not any("set" in one for one in json.loads(exports[-1]["events.json"]))


def test_evidence_holds_it_only_where_two_people_of_casework_asked(voice, published):
    files = exported(voice.bench, published, EvidenceWish(person=PERSON, with_records=True), by=BOSS, second=KIM)
    events = [one["set"] for one in json.loads(files["events.json"]) if one["event"] == "feedback"]
    padded = [one.split(".")[1] + "==" for one in events]
    assert told_in(b"".join(map(base64.urlsafe_b64decode, padded)).decode()) == list(TOLD)
    with pytest.raises(Forbidden):
        exported(voice.bench, published, EvidenceWish(person=PERSON, with_records=True), by=DPO, second=KIM)


def test_no_record_of_the_log_holds_what_was_told(voice):
    with voice.bench.store.reading() as tx:
        records = [entry.record.decode() for _, entry in tx.log.entries(start=0, limit=9999)]
    assert any('"fb.workcapacity"' in one for one in records)
    assert [one for one in records if told_in(one)] == []


@pytest.mark.parametrize("category", FEEDBACK)
def test_what_came_back_goes_out_to_nobody(category):
    bench = Bench()
    document = consent_document(NOON, level=6, no_show=True, to=CENTRE, days=9)
    (out, *others) = document["clauses"]
    changed = document | {"clauses": [out | {"categories": [*out["categories"], category.value]}, *others]}
    with pytest.raises(GeleitError) as refused:
        record_consent(encoded(changed), by=claim(KIM), approve_by=None, hub=bench.hub)
    assert refused.value.detail == "consent:categories"


def test_a_way_to_benefits_would_be_seen():
    assert all(BENEFITS.search(one) for one in ("GET /api/v1/benefits", "sanctions", "Leistungsminderung prüfen"))
