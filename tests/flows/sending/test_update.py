"""A referral the partner has gets more: an update, or the whole after an enquiry that named nobody."""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest

import schemas
from exchange.core.errors import ConsentEnded, FourEyes, IllegalStep, NotCovered, NotTrained, SchemaInvalid
from exchange.core.ids import show_instant
from exchange.core.packet.leave_out import StaysBehind
from exchange.core.packet.media import AttachmentRefused
from exchange.core.policy import Policy
from exchange.core.vocabulary import Delivery, PacketKind, Scan, State
from exchange.flows.packet.pack import pack
from exchange.flows.packet.plan import construct, plan_of
from exchange.flows.sending.drafting.attach import attach, seal_for
from exchange.flows.sending.drafting.draft import draft
from exchange.flows.sending.update import update
from tests.support.examples import uid
from tests.support.hubs import (
    ALEX,
    BOSS,
    CENTRE,
    KIM,
    OTHER,
    Bench,
    a_file,
    claim,
    consent_document,
    encoded,
    refer_document,
)

ENQUIRY = schemas.example("enquiry")


def send(bench, referral, files=(), by=KIM, second=None, **document: object):
    approve = claim(second) if second else None
    return update(referral.id, encoded(document), files=files, by=claim(by), approve_by=approve, hub=bench.hub)


def enquired(*events: str, categories=()):
    """An enquiry the partner has received, and its voice."""
    bench = Bench()
    given = schemas.example("consent")["clauses"][0]["categories"]
    bench.a_consent(categories=[*given, "enquiry", *categories])
    referral = bench.release(enquire(bench)).referral
    bench.worker.once()
    voice = bench.voice(referral)
    voice.fetch()
    for name in ("received", *events):
        assert voice.says(name) == "accepted"
    return bench, voice


def enquire(bench, files=(), **changes: object):
    """Draft an enquiry."""
    document = refer_document()
    own = {"kind": "enquiry", "data": ENQUIRY | {"service": document["service"]}, "sources": {}}
    return draft(encoded(document | own | changes), files=files, by=claim(KIM), hub=bench.hub)


def full():
    return refer_document()["data"]


def test_an_update_supersedes_and_changes_no_state():
    bench = Bench()
    voice = bench.under_way("under-review")
    sent = send(bench, voice.referral, data={"note": "Neue Rufnummer folgt."})
    packet = bench.voice(sent).opened()
    assert (packet.kind, packet.supersedes, packet.data["note"]) == ("update", voice.packet, "Neue Rufnummer folgt.")
    assert (sent.state, sent.version, sent.next_reason) == (State.UNDER_REVIEW, 2, "decide")


def test_the_announcement_of_an_update_is_outside_the_thread_and_takes_no_number_of_it():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.mail()
    sent = send(bench, voice.referral, data={"note": "Neue Rufnummer folgt."})
    told = bench.mail()
    bench.withdraw(sent.consent)
    told += bench.mail()
    assert [(one["name"], one.get("seq")) for one in told] == [("packet-available", None), ("withdrawn", 1)]


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"data": {}, "sources": {"": 5}}, "/sources/"),
        ({"data": {}, "sources": {"/note": "pigeon"}}, "/sources/*"),
        ({"data": []}, "/data"),
        ({"sources": {}}, "/data"),
    ],
)
def test_an_update_is_a_document_of_its_schema(document, place):
    bench = Bench()
    voice = bench.under_way("under-review")
    with pytest.raises(SchemaInvalid) as refused:
        send(bench, voice.referral, **document)
    assert refused.value.pointer == place
    assert bench.now(voice.referral).version == 1


def test_an_update_carries_its_own_files():
    bench = Bench()
    voice = bench.under_way("under-review")
    sent = send(bench, voice.referral, files=[a_file()], second=BOSS, data={})
    assert len(bench.voice(sent).opened().attachments) == 1


def test_an_update_holds_nothing_consent_does_not_cover():
    bench = Bench()
    voice = bench.under_way("under-review", days=3)
    bench.clock.advance(days=4)
    with pytest.raises(NotCovered):
        send(bench, voice.referral, data={"note": "x"})


def test_an_update_does_not_go_without_what_the_partner_requires_when_part_of_the_consent_has_ended():
    bench = Bench()
    document = consent_document(bench.clock.now(), level=6, no_show=True, to=CENTRE, days=200)
    (lasting,) = document["clauses"]
    other = deepcopy(lasting) | {"id": uid(2), "categories": ["person.communication"]}
    other["valid_until"] = show_instant(bench.clock.now() + timedelta(days=3))
    lasting["categories"].remove("person.communication")
    bench.a_consent(clauses=[lasting, other])
    voice = bench.voice(bench.refer())
    bench.worker.once()
    voice.fetch()
    bench.clock.advance(days=4)
    with pytest.raises(StaysBehind) as stopped:
        send(bench, voice.referral, data={"note": "x"})
    assert (stopped.value.detail, stopped.value.pointer) == ("clause:expired", "/communication/language")
    with pytest.raises(SchemaInvalid) as refused:
        send(bench, voice.referral, data={"note": "x"}, leave_out=["/communication"])
    assert refused.value.pointer == "/data/communication"


def test_an_update_that_is_not_fetched_before_its_consent_ends_leaves_the_matter_where_it_was():
    bench = Bench()
    voice = bench.under_way("under-review", days=3)
    sent = send(bench, voice.referral, data={"note": "x"})
    bench.clock.advance(days=4)
    with pytest.raises(ConsentEnded):
        bench.voice(sent).fetch()
    now = bench.now(sent)
    assert (now.state, now.delivery) == (State.UNDER_REVIEW, Delivery.WITHDRAWN_BEFORE_DELIVERY)


def test_what_had_not_left_is_taken_back_so_that_the_partner_gets_the_newest_only():
    bench = Bench()
    old = bench.voice(bench.sent())
    sent = send(bench, old.referral, data={"note": "Neu."})
    assert old.stored.delivery is Delivery.WITHDRAWN_BEFORE_DELIVERY
    assert [event["packet"] for event in bench.mail()] == [sent.packet]
    assert bench.voice(sent).opened().supersedes is None


@pytest.mark.parametrize("name", ["withdrawn", "cancelled"])
def test_who_has_only_fetched_is_told_to_stop_though_something_newer_had_not_left(name):
    bench = Bench()
    old = bench.voice(bench.sent())
    old.fetch()
    sent = send(bench, old.referral, data={"note": "Neu."})
    bench.mail()
    bench.withdraw(sent.consent) if name == "withdrawn" else bench.cancel(sent)
    (signal,) = bench.mail()
    assert (signal["name"], signal["packet"]) == (name, old.stored.id)


def test_a_packet_supersedes_the_one_the_partner_has_and_none_that_never_came():
    bench = Bench()
    old = bench.under_way("under-review")
    send(bench, old.referral, data={"note": "Neu."})
    newest = send(bench, bench.now(old.referral), data={"note": "Noch neuer."})
    assert bench.voice(newest).opened().supersedes == old.stored.id


def test_who_is_asked_to_stop_is_asked_about_the_packet_it_holds():
    bench = Bench()
    old = bench.under_way("under-review", "accepted")
    sent = send(bench, old.referral, data={"note": "Neu."})
    bench.mail()
    bench.cancel(sent)
    (asked,) = bench.mail()
    assert (asked["name"], asked["packet"]) == ("cancellation-requested", old.stored.id)


def test_who_has_fetched_nothing_is_told_nothing():
    bench = Bench()
    old = bench.voice(bench.sent())
    send(bench, old.referral, data={"note": "Neu."})
    bench.mail()
    bench.withdraw(old.referral.consent)
    assert bench.mail() == []


def test_what_is_still_on_its_way_when_the_partner_ends_the_matter_never_leaves():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.mail()
    sent = send(bench, voice.referral, data={"note": "Neu."})
    assert voice.says("declined", reason="no-capacity", version=bench.now(sent).version) == "accepted"
    assert bench.packet(sent.packet).delivery is Delivery.WITHDRAWN_BEFORE_DELIVERY
    assert bench.mail() == []


@pytest.mark.parametrize("events", [("under-review", "declined")])
def test_what_has_ended_gets_no_more(events):
    bench = Bench()
    voice = bench.under_way(*events)
    with pytest.raises(IllegalStep):
        send(bench, voice.referral, data={"note": "x"})


def test_a_draft_is_not_updated():
    bench = Bench()
    bench.a_consent()
    with pytest.raises(IllegalStep):
        send(bench, bench.draft(), data={"note": "x"})


def test_who_is_not_trained_adds_nothing_to_a_sensitive_referral():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.put(voice.referral, owner=ALEX)
    with pytest.raises(NotTrained):
        send(bench, voice.referral, by=ALEX, data={"note": "x"})


def test_what_a_second_person_saw_before_needs_no_second_look():
    bench = Bench()
    voice = bench.under_way("under-review")
    assert send(bench, voice.referral, data={"note": "x"}).version == 2


def test_an_enquiry_names_nobody():
    _, voice = enquired()
    packet = voice.opened()
    assert (packet.kind, packet.person, packet.schema) == ("enquiry", None, "urn:geleit:schema:enquiry:1")
    assert packet.data == ENQUIRY | {"service": refer_document()["service"]}
    assert {row.categories for row in packet.manifest} == {("enquiry",)}


def test_an_enquiry_needs_a_clause_too():
    bench = Bench()
    bench.a_consent()
    with pytest.raises(NotCovered):
        bench.release(enquire(bench))


def test_an_enquiry_has_its_own_form_and_no_files():
    bench = Bench()
    with pytest.raises(SchemaInvalid):
        enquire(bench, data=full())
    with pytest.raises(AttachmentRefused):
        enquire(bench, files=[a_file()])
    assert bench.blobs.kept == {}


def test_no_file_is_attached_to_an_enquiry_later_either():
    bench = Bench()
    referral, other = enquire(bench), bench.draft(to=OTHER)
    with pytest.raises(AttachmentRefused):
        seal_for(referral.id, file=a_file(), by=claim(KIM), hub=bench.hub)
    assert bench.blobs.kept == {}
    sealed = seal_for(other.id, file=a_file(), by=claim(KIM), hub=bench.hub)
    with pytest.raises(AttachmentRefused):
        attach(referral.id, sealed=sealed, by=claim(KIM), hub=bench.hub)


def test_an_enquiry_that_got_a_file_all_the_same_is_not_sealed():
    bench = Bench()
    given = schemas.example("consent")["clauses"][0]["categories"]
    bench.a_consent(categories=[*given, "enquiry"])
    referral, filed = enquire(bench), bench.draft(to=OTHER, files=[a_file()])
    with bench.store.transaction() as tx:
        draft_, attachments = tx.referrals.draft(referral.id), tx.referrals.draft(filed.id).attachments
        tx.referrals.put_draft(referral.id, replace(draft_, attachments=attachments))
    with pytest.raises(NotCovered) as refused:
        bench.release(referral)
    assert (refused.value.detail, bench.leaves("PACKET_SEALED")) == ("manifest:enquiry", [])


def test_after_an_enquiry_the_whole_goes_out_as_a_request():
    bench, voice = enquired("under-review", "accepted")
    sent = send(bench, voice.referral, second=BOSS, data=full())
    packet = bench.voice(sent).opened()
    assert (packet.kind, packet.supersedes, sent.state) == (PacketKind.REQUEST, voice.packet, State.ACCEPTED)
    assert packet.person is not None
    assert "district" not in packet.data


def test_the_whole_after_an_enquiry_needs_the_second_pair_of_eyes_a_release_needs():
    bench, voice = enquired("under-review", "accepted")
    for second in (None, KIM):
        with pytest.raises(FourEyes):
            send(bench, voice.referral, second=second, data=full())


def test_an_update_takes_no_more_files_than_a_draft():
    bench = Bench()
    voice = bench.under_way("under-review")
    files = [a_file() for _ in range(bench.hub.policy.attachment_count + 1)]
    with pytest.raises(AttachmentRefused):
        send(bench, voice.referral, files=files, data={"note": "Mit Anlagen."})
    assert bench.blobs.kept == {}


@pytest.mark.parametrize("scan", [Scan.NOT_SCANNED, Scan.THREAT])
def test_an_update_takes_no_file_a_release_would_refuse_by_its_scan(scan):
    bench = Bench(policy=Policy(scans=frozenset({Scan.CLEAN})))
    voice = bench.under_way("under-review")
    with pytest.raises(AttachmentRefused):
        send(bench, voice.referral, files=[a_file(), a_file(scan=scan)], data={"note": "Mit Anlagen."})
    assert (bench.blobs.kept, bench.now(voice.referral).packet) == ({}, voice.packet)


def test_a_question_about_an_enquiry_is_answered_without_a_name():
    bench, voice = enquired()
    assert voice.says("question", text="Welche Sprache?", categories=["enquiry"]) == "accepted"
    answered = bench.answer(voice.referral, data={"language": "en"})
    packet = bench.voice(answered).opened()
    assert (packet.kind, packet.person, packet.data["language"]) == ("enquiry", None, "en")


def test_what_was_built_is_asked_for_consent_once_more_before_it_is_sealed():
    bench = Bench()
    bench.a_consent()
    referral = bench.draft()
    with bench.store.transaction() as tx:
        plan = plan_of(tx, referral, tx.referrals.draft(referral.id), hub=bench.hub, at=bench.clock.now())
        built = construct(plan, kind=PacketKind.REQUEST)
        # The clause has run out between the two looks.
        later = replace(plan.context, at=plan.context.at + timedelta(days=201))
        with pytest.raises(NotCovered):
            pack(tx, replace(plan, context=later), built, kind=PacketKind.REQUEST, hub=bench.hub)


@pytest.mark.parametrize("note", ["x", "Ein langer Satz. " * 25], ids=["short", "long"])
def test_the_size_of_a_packet_does_not_say_how_much_is_in_it(note):
    bench = Bench()
    bench.a_consent()
    usual = bench.packet(bench.refer().packet)
    other = Bench()
    other.a_consent()
    assert len(other.packet(other.refer(data={"note": note}).packet).parcel) == len(usual.parcel)
