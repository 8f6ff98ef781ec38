"""The person's ledger over a whole story: what was logged is there, whoever asks sees their own cases only."""

import json
from dataclasses import replace

import pytest

import schemas
from exchange.core.compliance.kind import FactKind
from exchange.core.rights.ledger import READERS
from exchange.core.rights.line import LineKind
from exchange.flows.consent.record import record_consent
from exchange.flows.events.reported import PartnerReport, record_reported
from exchange.flows.person.correct import correct_reference
from exchange.flows.person.look import see_person
from exchange.queries.ledger import ledger_of
from tests.flows.register.test_enter import enters
from tests.support.clock import NOON
from tests.support.hubs import (
    ALEX,
    BOSS,
    CENTRE,
    DPO,
    KIM,
    OTHER,
    Bench,
    claim,
    consent_document,
    encoded,
    refer_document,
)

REFERENCE = refer_document()["person"]["reference"]


def found(bench, by=BOSS, named=REFERENCE):
    return ledger_of(see_person(named, what="ledger", by=claim(by), hub=bench.hub), hub=bench.hub)


def told(bench, **who: object):
    return found(bench, **who).told


def kinds(bench, **who: object):
    return [one.line.kind.value for one in told(bench, **who)]


def story():
    """A referral that was sent, answered, looked at and withdrawn, with a word too many."""
    bench = Bench()
    voice = bench.under_way("under-review", "accepted", level=1, no_show=False)
    bench.view(voice.referral)
    bench.view(voice.referral, by=KIM)
    assert voice.says("scheduled", appointment="2027-01-04T09:00:00.000Z") != "accepted"
    bench.withdraw(voice.referral.consent)
    voice.says("withdrawal-answered", result="deleted")
    return bench, voice


def test_a_story_is_told_in_its_order_with_names_purposes_and_permissions():
    bench, voice = story()
    whole = told(bench)
    assert [one.line.kind.value for one in whole] == [
        "changed", "changed", "sent", "told", "told", "told", "looked", "refused", "changed", "stopped",
        "answered-withdrawal", "looked",
    ]  # fmt: skip
    (sent,) = [one for one in whole if one.line.kind is LineKind.SENT]
    assert (sent.line.who, sent.line.referral) == (CENTRE, voice.referral.id)
    assert sent.line.basis.consent == voice.referral.consent
    assert sent.line.basis.declared_at is not None
    assert sent.name in sent.says.de
    (looked, _) = [one for one in whole if one.line.kind is LineKind.LOOKED]
    assert looked.line.count == 2
    everything = json.dumps([one.says for one in whole])
    assert not any(name in everything.split() for name in (BOSS, KIM))


def test_no_record_of_the_person_is_forgotten():
    bench, voice = story()
    with bench.store.reading() as tx:
        logged = [entry.type for _, entry in tx.log.of_person(voice.referral.person)]
    read = [one for one in logged if one in READERS]
    disclosed = [one.line for one in told(bench) if one.line.kind is LineKind.SENT]
    assert len(disclosed) == sum(one.name == "DISCLOSURE" for one in read) == len(bench.ledger(voice.referral.person))
    lines = told(bench)
    answered = [one for one in lines if one.line.kind in {LineKind.TOLD, LineKind.ANSWERED_WITHDRAWAL}]
    assert len(answered) == sum(one.name == "ACKNOWLEDGEMENT" for one in read)
    assert all(one.line.who == CENTRE and one.line.categories for one in answered)


def test_what_was_said_on_the_telephone_corrected_and_entered_is_there():
    bench = Bench()
    voice = bench.under_way("under-review")
    report = PartnerReport(event="accepted", channel="telephone", said_by="Empfang", said_at=NOON)
    record_reported(voice.referral.id, report=report, by=claim(KIM), hub=bench.hub)
    correct_reference(REFERENCE, reference="P-77", by=claim(KIM), hub=bench.hub)
    enters(bench, FactKind.INFORMED, by=KIM, person="P-77")
    said = [one.says.de for one in told(bench, named="P-77")]
    assert any("am Telefon gemeldet: angenommen" in text for text in said)
    assert any("Kennzeichen wurde berichtigt" in text for text in said)
    assert any("Person wurde informiert" in text for text in said)
    assert "Empfang" not in repr(said)


def test_a_packet_that_nobody_collected_is_told_as_such():
    bench = Bench()
    bench.sent()
    for _ in range(15):
        bench.clock.advance(days=1)
        bench.worker.once()
    assert "returned" in kinds(bench)
    assert "sent" not in kinds(bench)


def test_who_has_one_case_of_a_person_sees_nothing_of_another():
    bench = Bench()
    mine = bench.under_way("under-review").referral
    bench.a_consent(to=OTHER)
    other = bench.refer(to=OTHER)
    bench.put(bench.now(mine), owner=ALEX)
    bench.view(other, by=KIM)
    seen = {one.line.referral for one in told(bench, by=ALEX)}
    assert mine.id in seen
    assert other.id not in seen
    for who in (BOSS, DPO):
        assert {mine.id, other.id} <= {one.line.referral for one in told(bench, by=who)}
    assert [found(bench, by=who).whole for who in (ALEX, BOSS, DPO)] == [False, True, True]


def test_the_look_itself_is_on_record_and_in_the_list():
    bench = Bench()
    person = bench.sent().person
    told(bench, by=KIM)
    (again,) = [one for one in told(bench, by=BOSS) if one.line.why == "ledger"]
    assert again.line.count == 2
    with bench.store.reading() as tx:
        whose = [entry.person for _, entry in tx.log.entries(start=0, limit=999) if b'"ledger"' in entry.record]
    assert whose == [person, person]


@pytest.mark.parametrize("status", ["ConsentRefused", "ConsentGiven"])
def test_an_answer_is_told_by_what_it_was(status):
    bench = Bench()
    bench.sent()
    document = consent_document(bench.clock.now(), level=1, no_show=False, to=CENTRE, days=9)
    answered = {"answered_at": document["signers"][0]["signed_at"]} if status == "ConsentRefused" else {}
    said = encoded(document | {"status": status} | answered)
    record_consent(said, by=claim(KIM), approve_by=None, hub=bench.hub)
    word = schemas.codes()["consent-status"][status]["de"]
    assert any(f"Ihre Einwilligung ({word})" in one.says.de for one in told(bench))


def test_a_record_that_somebody_overwrote_is_counted_and_hides_no_other():
    bench, voice = story()
    before = told(bench)
    log = bench.store.tables.log
    place = next(
        at for at, one in enumerate(log) if one.person == voice.referral.person and one.type.name == "DELIVERY"
    )
    log[place] = replace(log[place], record=b"{}", salt=bytes(32))
    after = found(bench)
    assert (after.unreadable, len(after.told)) == (1, len(before))
