"""A partner that becomes another firm: what people agreed to tell the one does not go to the other."""

import json

import pytest

from exchange.core.errors import ConsentEnded, FourEyes
from exchange.core.partner.identity import Succession
from exchange.core.vocabulary import State
from exchange.flows.delivery.fetch import pick_up
from exchange.flows.packet.recipient import RecipientChanged
from exchange.flows.partner.accept import accept
from exchange.flows.sending import update as updates
from exchange.queries.referrals import sentence_of
from keys.encoding import unb64url
from keys.objects import PACKET
from keys.seal import open_sealed
from tests.support.hubs import BOSS, CENTRE, KIM, Bench, claim, document_of, encoded, ring_of
from tests.support.statute import BODY, on_a_power

FIRM = {"name": "Andere Firma GmbH (erfunden)", "kind": "training-provider", "bound_by_203": False}


def becomes(bench, succession, entity=CENTRE, reason="Registerauszug (erfunden)", **changes: object):
    bench.enrol(document_of(entity, **FIRM | changes))
    return accept(
        entity, succession=succession, reason=reason, by=claim(KIM), approve_by=claim(BOSS), hub=bench.hub
    )  # fmt: skip


def test_the_old_consent_and_approval_release_nothing_to_another_firm():
    bench = Bench()
    bench.a_consent()
    waiting = bench.draft()
    becomes(bench, Succession.ANOTHER)
    with pytest.raises(RecipientChanged) as refused:
        bench.release(waiting)
    assert refused.value.detail == "clause:recipient-changed"
    assert bench.now(waiting).state is State.DRAFT


def test_a_packet_that_waits_is_not_handed_to_another_firm():
    bench = Bench()
    sent = bench.sent()
    becomes(bench, Succession.ANOTHER)
    with pytest.raises(ConsentEnded):
        pick_up(sent.packet, client=CENTRE, hub=bench.hub)
    assert bench.now(sent).state is State.AWAITING_CONSENT


@pytest.mark.parametrize(("language", "words"), [("de", "fragen Sie die Person neu"), ("en", "ask the person anew")])
def test_what_waits_for_release_says_that_the_person_is_asked_anew(language, words):
    bench = Bench()
    sent = bench.sent()
    becomes(bench, Succession.ANOTHER)
    with pytest.raises(ConsentEnded):
        pick_up(sent.packet, client=CENTRE, hub=bench.hub)
    assert words in sentence_of(bench.view(sent), hub=bench.hub, language=language)
    becomes(bench, Succession.SAME, name="Noch eine Firma (erfunden)")
    assert words in sentence_of(bench.view(sent), hub=bench.hub, language=language)


def test_a_packet_that_waits_on_the_old_consent_does_not_go_on_a_new_one():
    bench = Bench()
    sent = bench.sent()
    becomes(bench, Succession.ANOTHER)
    bench.clock.advance(days=1)
    bench.a_consent()
    with pytest.raises(ConsentEnded):
        pick_up(sent.packet, client=CENTRE, hub=bench.hub)


def test_nothing_more_follows_to_another_firm_of_what_is_under_way():
    bench = Bench()
    voice = bench.under_way("under-review", "question")
    becomes(bench, Succession.ANOTHER)
    with pytest.raises(RecipientChanged):
        bench.answer(voice.referral, data={"note": "Vormittags passt es."})
    with pytest.raises(RecipientChanged):
        updates.update(
            voice.referral.id, encoded({"data": {"note": "Mehr."}}), files=(), by=claim(KIM), approve_by=claim(BOSS),
            hub=bench.hub,
        )  # fmt: skip


def test_without_consent_a_packet_goes_to_whom_the_second_person_saw_and_to_nobody_else():
    bench = Bench()
    sent = bench.release(on_a_power(bench)).referral
    bench.worker.once()
    with bench.store.reading() as tx:
        line = tx.partners.get(BODY).lines[0]
    lines = [document_of(BODY)["service_lines"][0] | {"id": line.id, "service": line.service.value}]
    lines[0] |= {"schema": line.schema, "profile": {}}
    becomes(bench, Succession.ANOTHER, entity=BODY, kind="public-body", service_lines=lines)
    with pytest.raises(ConsentEnded):
        pick_up(sent.packet, client=BODY, hub=bench.hub)


def test_a_consent_given_to_the_new_firm_lets_out_to_it():
    bench = Bench()
    bench.a_consent()
    becomes(bench, Succession.ANOTHER)
    bench.clock.advance(days=1)
    bench.a_consent()
    assert bench.refer().state is State.SENT


def test_a_firm_that_takes_the_old_name_again_has_not_the_old_consents():
    bench = Bench()
    bench.a_consent()
    bench.clock.advance(days=1)
    becomes(bench, Succession.ANOTHER)
    bench.enrol(document_of(CENTRE))
    accept(CENTRE, succession=Succession.ANOTHER, reason="", by=claim(KIM), approve_by=claim(BOSS), hub=bench.hub)
    with pytest.raises(RecipientChanged):
        bench.refer()


def test_the_same_recipient_under_a_new_name_keeps_consents_approvals_and_what_waits():
    bench = Bench()
    sent = bench.sent()
    becomes(bench, Succession.SAME, name="Suchtberatung Neustadt (erfunden)", kind="counselling-centre")
    assert pick_up(sent.packet, client=CENTRE, hub=bench.hub).id == sent.packet
    assert bench.now(sent).handed_over


def test_what_is_only_proposed_changes_nothing():
    bench = Bench()
    sent = bench.sent()
    bench.enrol(document_of(CENTRE, **FIRM))
    with bench.store.reading() as tx:
        row = tx.partners.get(CENTRE)
    assert (row.name, row.kind, row.bound_by_203) == (document_of(CENTRE)["name"], "counselling-centre", True)
    assert pick_up(sent.packet, client=CENTRE, hub=bench.hub).id == sent.packet


def test_whom_a_consent_is_bound_to_stays_here():
    voice = Bench().under_way()
    with voice.bench.store.reading() as tx:
        approved = tx.referrals.draft(voice.referral.id).approved.recipient_sha256
        bound = tx.consents.get(voice.referral.consent).bound
    inner = open_sealed(
        json.loads(voice.stored.parcel)["packet"], keys=ring_of(CENTRE), typ="rx-packet+jwe", cty=PACKET.typ
    ).plaintext
    said = voice.stored.parcel + unb64url(inner.split(b".")[1])
    assert approved in bound.values()
    assert not [one for one in (b"recipient_sha256", approved.encode()) if one in said]


def test_titles_capacity_and_keys_are_not_the_recipient():
    bench = Bench()
    bench.a_consent()
    (line,) = document_of(CENTRE)["service_lines"]
    bench.enrol(document_of(CENTRE, service_lines=[line | {"title": "Neuer Titel", "places": ["Anderswo"]}]))
    assert bench.refer().state is State.SENT


def test_an_approval_for_one_firm_is_none_for_another():
    bench = Bench()
    voice = bench.under_way()
    with bench.store.reading() as tx:
        assert tx.referrals.draft(voice.referral.id).approved.recipient_sha256
    becomes(bench, Succession.ANOTHER)
    bench.clock.advance(days=1)
    bench.a_consent()
    with pytest.raises(FourEyes):
        updates.update(
            voice.referral.id, encoded({"data": {}}), files=(), by=claim(KIM), approve_by=None, hub=bench.hub
        )  # fmt: skip
