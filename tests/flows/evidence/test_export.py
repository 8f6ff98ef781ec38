"""Evidence is handed out to who may have it, holds nothing personal unless two ask, and leaves its lines."""

import base64
import json

import pytest

from exchange.core.errors import Forbidden, FourEyes, NotFound
from exchange.core.evidence.bundle import ANCHOR, LEAVES, PROOFS
from exchange.core.evidence.entry import LEAF_BYTES, EntryType
from exchange.core.evidence.proof import Proof
from exchange.flows.evidence import export
from exchange.flows.evidence.export import BundleIncomplete, BundleTooLarge, EvidenceWish, gather_evidence
from exchange.flows.evidence.sequence import place_waiting
from exchange.flows.person.look import see_person
from exchange.queries.ledger import ledger_of
from tests.support.bundles import REFERENCE, handed_out, leaves_in
from tests.support.clock import NOON
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, OTHER, Bench, claim, refer_document

GOOD = handed_out()


def gathered(bench, wish, by=BOSS, second=None):
    return gather_evidence(wish, by=claim(by), approve_by=claim(second) if second else None, hub=bench.hub)


def proof(files, name):
    return Proof.read(files[name].decode())


def texts(value):
    if isinstance(value, dict):
        return [text for one in value.values() for text in texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in texts(one)]
    return [value] if isinstance(value, str) else []


def test_nothing_in_it_is_personal_unless_it_is_asked_for():
    person = refer_document()["person"]
    personal = {text for text in texts(person) if len(text) > 3} | {BOSS, KIM, REFERENCE}
    shown = [raw.decode() for name, raw in GOOD.bare.items() if not name.startswith(PROOFS)]
    shown.append(proof(GOOD.bare, ANCHOR).record.decode())
    assert [(text, one[:80]) for one in shown for text in personal if f'"{text}"' in one] == []
    extras = [proof(GOOD.bare, name).extra for name in GOOD.bare if name.startswith(PROOFS)]
    assert {len(one) for one in extras} == {LEAF_BYTES}
    assert not any("set" in one for one in json.loads(GOOD.bare["events.json"]))


def test_with_records_every_leaf_says_what_was_logged_and_events_are_there_whole():
    records = [proof(GOOD.shown, name).record for name in GOOD.shown if name.startswith(PROOFS)]
    assert all(records)
    events = json.loads(GOOD.shown["events.json"])
    assert {one["event"] for one in events} >= {"accepted"}
    assert all(one["set"].count(".") == 2 for one in events if one["verdict"] == "accepted")


def test_records_take_two_people_of_casework_who_have_the_case():
    bench = Bench()
    case = bench.sent().id
    wish = EvidenceWish(referral=case, with_records=True)
    with pytest.raises(FourEyes):
        gathered(bench, wish, by=KIM)
    with pytest.raises(FourEyes):
        gathered(bench, wish, by=KIM, second=KIM)
    for by, second in ((DPO, KIM), (KIM, DPO), (KIM, OPS)):
        with pytest.raises(Forbidden):
            gathered(bench, wish, by=by, second=second)
    with pytest.raises(NotFound):
        gathered(bench, wish, by=ALEX, second=BOSS)
    with pytest.raises(Forbidden):
        gathered(bench, wish, by=KIM, second=ALEX)
    assert gathered(bench, wish, by=KIM, second=BOSS).with_records


def test_who_has_one_case_of_a_person_takes_that_one_and_not_the_person():
    bench = Bench()
    mine = bench.sent()
    bench.a_consent(to=OTHER)
    other = bench.refer(to=OTHER)
    bench.put(bench.now(mine), owner=ALEX)
    for second in (None, BOSS):
        wish = EvidenceWish(person=REFERENCE, with_records=bool(second))
        with pytest.raises(BundleIncomplete):
            gathered(bench, wish, by=ALEX, second=second)
    with pytest.raises(Forbidden):
        gathered(bench, EvidenceWish(person=REFERENCE, with_records=True), second=ALEX)
    place_waiting(hub=bench.hub)
    found = gathered(bench, EvidenceWish(referral=mine.id), by=ALEX)
    assert mine.id in found.ids
    assert other.id not in found.ids
    whole = gathered(bench, EvidenceWish(person=REFERENCE))
    assert set(found.leaves) < set(whole.leaves)


def test_all_since_a_day_has_no_gap_and_is_for_who_sees_all():
    places = [(one["log"], one["index"]) for one in leaves_in(GOOD.since)]
    assert places == [(1, index) for index in range(places[0][1], places[0][1] + len(places))]
    bench = Bench()
    bench.sent()
    for by in (KIM, OPS):
        with pytest.raises(Forbidden):
            gathered(bench, EvidenceWish(since=NOON), by=by)
    assert gathered(bench, EvidenceWish(since=NOON), by=DPO).about == "since:2026-11-24T12:00:00.000Z"


def test_taking_evidence_is_a_line_of_the_ledger_and_the_bundle_a_leaf():
    bench = Bench()
    bench.sent()
    gathered(bench, EvidenceWish(person=REFERENCE, with_records=True), second=KIM)
    seen = see_person(REFERENCE, what="ledger", by=claim(BOSS), hub=bench.hub)
    said = [one.says.de for one in ledger_of(seen, hub=bench.hub).told]
    assert "Das Jobcenter hat nachgesehen: für einen Nachweis zum Prüfen." in said
    anchor = proof(GOOD.bare, ANCHOR)
    assert anchor.leaf[0] == EntryType.EVIDENCE_EXPORTED
    assert set(json.loads(anchor.record)) == {"at", "manifest_sha256", "records"}


def test_more_leaves_than_a_bundle_holds_are_refused(monkeypatch):
    bench = Bench()
    bench.sent()
    place_waiting(hub=bench.hub)
    monkeypatch.setattr(export, "MOST_LEAVES", 3)
    for wish in (EvidenceWish(since=NOON), EvidenceWish(person=REFERENCE)):
        with pytest.raises(BundleTooLarge):
            gathered(bench, wish)


def test_each_leaf_is_listed_as_it_stands_in_the_log():
    for one in leaves_in(GOOD.bare):
        name = f"{PROOFS}{one['log']}-{one['index']}.tlog-proof"
        assert proof(GOOD.bare, name).leaf == base64.b64decode(one["leaf"])
    assert LEAVES in GOOD.bare
