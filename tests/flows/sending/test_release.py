"""Nothing leaves without a clause for it, and what is left out is named."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import schemas
from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import NotCovered, NotFound
from exchange.core.packet.leave_out import NothingOfThisName, StaysBehind
from exchange.core.text.explained import explained
from exchange.core.vocabulary import Category, State
from exchange.flows.casework.remind import return_uncollected
from exchange.flows.sending.update import update
from tests.support.hubs import BOSS, KIM, NEEDED, OTHER, Bench, a_file, claim, encoded

EVERYTHING = schemas.example("consent")["clauses"][0]["categories"]
ALL = [str(one) for one in Category if not one.startswith("fb.") and one is not Category.HOUSEHOLD]


def test_without_a_consent_nothing_leaves():
    bench = Bench()
    with pytest.raises(NotCovered) as refused:
        bench.release(bench.draft())
    assert (refused.value.detail, refused.value.pointer[:10]) == ("clause:missing", "/referral/")
    assert (bench.mail(), bench.leaves("PACKET_SEALED")) == ([], [])


def test_a_required_field_beyond_consent_stops_the_release_and_is_named():
    bench = Bench()
    bench.a_consent(categories=["referral.core", "person.identity", "person.communication"])
    referral = bench.draft()
    with pytest.raises(NotCovered) as refused:
        bench.release(referral)
    assert (refused.value.detail, refused.value.pointer) == ("clause:category", "/contact/phone")
    assert bench.now(referral).state is State.DRAFT


def test_what_was_put_into_the_draft_and_cannot_go_stops_the_release():
    bench = Bench()
    bench.a_consent(categories=NEEDED)
    draft = bench.draft(files=[a_file(category="housing", name="mietvertrag.pdf"), a_file()])
    with pytest.raises(StaysBehind) as refused:
        bench.release(draft)
    with bench.store.reading() as tx:
        (housing, _) = tx.referrals.draft(draft.id).attachments
    assert (refused.value.detail, refused.value.pointer[:1]) == ("clause:category", "/")
    assert {"/note", housing.id} < set(refused.value.allowed)
    assert "mietvertrag" not in str(refused.value) + refused.value.pointer + "".join(refused.value.allowed)
    assert (bench.now(draft).state, bench.leaves("PACKET_SEALED")) == (State.DRAFT, [])


def test_an_attachment_alone_beyond_consent_stops_the_release_until_somebody_says_it_stays():
    bench = Bench()
    bench.a_consent(categories=EVERYTHING)
    draft = bench.draft(files=[a_file(category="housing", name="mietvertrag.pdf"), a_file()])
    with pytest.raises(StaysBehind) as refused:
        bench.release(draft)
    assert refused.value.pointer.startswith("/attachments/")
    sent = bench.release(draft, leave_out=["mietvertrag.pdf"])
    assert [reason for pointer, reason in sent.left_out if pointer.startswith("attachment:")] == ["left-out"]
    assert [one.name for one in bench.voice(sent.referral).opened().attachments] == ["brief.pdf"]


def test_what_is_said_to_stay_stays_and_is_named():
    bench = Bench()
    bench.a_consent(categories=NEEDED)
    draft = bench.draft()
    sent = bench.release(draft, leave_out=bench.beyond(draft))
    assert ("/note", "left-out") in sent.left_out
    assert set(bench.voice(sent.referral).opened().data) == {"referral", "person", "contact", "communication"}


def test_what_is_said_to_stay_stays_though_consent_covers_it_and_a_whole_section_at_once():
    bench = Bench()
    bench.a_consent()
    sent = bench.release(bench.draft(files=[a_file()]), leave_out=["/note", "/plan", "brief.pdf"])
    opened = bench.voice(sent.referral).opened()
    assert not {"note", "plan"} & set(opened.data)
    assert opened.attachments == ()
    assert {reason for _, reason in sent.left_out} == {"left-out"}


@pytest.mark.parametrize("name", ["breif.pdf", "/not", "/note/0", "/", "note", ""])
def test_a_slip_of_the_pen_lets_nothing_go(name):
    bench = Bench()
    bench.a_consent()
    draft = bench.draft(files=[a_file()])
    with pytest.raises(NothingOfThisName) as refused:
        bench.release(draft, leave_out=["/note", name])
    assert refused.value.pointer == "/leave_out/1"
    assert bench.leaves("PACKET_SEALED") == []


def test_what_the_partner_requires_cannot_stay():
    bench = Bench()
    bench.a_consent()
    with pytest.raises(NotCovered) as refused:
        bench.release(bench.draft(), leave_out=["/referral/reason"])
    assert (refused.value.detail, refused.value.pointer) == ("left-out", "/referral/reason")


def test_what_stayed_at_the_release_stays_when_more_is_sent():
    bench = Bench()
    bench.a_consent(categories=NEEDED)
    draft = bench.draft(files=[a_file(category="housing")])
    referral = bench.release(draft, leave_out=bench.beyond(draft)).referral
    update(
        referral.id, encoded({"data": {"communication": {"language": "prs"}}}), files=(), by=claim(KIM),
        approve_by=claim(BOSS), hub=bench.hub,
    )  # fmt: skip
    assert set(bench.voice(referral).opened().data) == {"referral", "person", "contact", "communication"}


def test_more_that_cannot_go_stops_the_update_until_somebody_says_it_stays():
    bench = Bench()
    bench.a_consent(categories=EVERYTHING)
    referral = bench.refer()

    def sent(**more: object):
        files = [a_file(category="housing", name="mietvertrag.pdf")]
        document = encoded({"data": {}} | more)
        return update(referral.id, document, files=files, by=claim(KIM), approve_by=claim(BOSS), hub=bench.hub)

    with pytest.raises(StaysBehind):
        sent()
    with pytest.raises(NothingOfThisName):
        sent(leave_out=["mietvertrag.PDF"])
    sent(leave_out=["mietvertrag.pdf"])
    assert bench.voice(referral).opened().attachments == ()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(given=st.sets(st.sampled_from(ALL), min_size=1))
def test_whatever_is_agreed_every_leaf_that_left_is_of_an_agreed_category(given):
    bench = Bench()
    bench.a_consent(categories=given)
    referral = bench.draft()
    try:
        bench.release(referral)
    except NotCovered:
        assert bench.leaves("PACKET_SEALED") == []
        return
    assert {row["category"] for row in bench.packet(bench.now(referral).packet).manifest} <= given


def test_a_required_section_that_is_not_covered_is_named():
    bench = Bench()
    bench.a_consent(categories=["referral.core", "person.identity", "person.contact"])
    with pytest.raises(NotCovered) as refused:
        bench.release(bench.draft())
    assert refused.value.pointer.startswith("/communication/")


def test_a_consent_for_another_partner_does_not_help():
    bench = Bench()
    bench.a_consent(to=OTHER)
    with pytest.raises(NotCovered):
        bench.release(bench.draft())


def test_a_consent_that_ended_a_second_ago_stops_the_release():
    bench = Bench()
    bench.a_consent(days=1)
    referral = bench.draft()
    bench.clock.advance(days=1)
    with pytest.raises(NotCovered) as refused:
        bench.release(referral)
    assert refused.value.detail == "clause:expired"


def test_what_came_back_goes_out_again_on_a_new_consent_under_a_new_id():
    bench = Bench()
    bench.a_consent(days=1)
    first = bench.refer(files=[a_file()])
    bench.clock.advance(days=1)
    return_uncollected(hub=bench.hub)
    again = bench.a_consent(level=2)
    sent = bench.release(first).referral
    packet = bench.voice(sent).opened()
    assert (sent.consent, sent.feedback_level, packet.id != first.packet) == (again.id, 2, True)
    assert bench.blobs.size(packet.attachments[0].sha256) == packet.attachments[0].sealed_length


def test_a_draft_without_consent_is_sent_once_the_person_has_agreed():
    bench = Bench()
    referral = bench.draft()
    consent = bench.a_consent()
    assert bench.release(referral).referral.consent == consent.id


def test_another_persons_consent_is_none():
    bench = Bench()
    consent = bench.a_consent(person="P-2002")
    with pytest.raises(NotFound):
        bench.draft(consent=consent.id)


def test_a_referral_goes_out_on_the_newest_yes_whichever_it_names():
    bench = Bench()
    named = bench.a_consent(level=1)
    referral = bench.draft(consent=named.id)
    bench.clock.advance(hours=1)
    newest = bench.a_consent(level=6)
    sent = bench.release(referral).referral
    assert (sent.consent, sent.feedback_level) == (newest.id, 6)


CUSTOMER = "Kd.-Nr. 123A456789"


def test_a_number_that_never_travels_stops_the_release_by_its_kind_and_not_for_want_of_consent():
    bench = Bench()
    bench.a_consent(categories=EVERYTHING)
    referral = bench.draft(data={"contact": {"phone": CUSTOMER}})
    with pytest.raises(ForbiddenText) as refused:
        bench.release(referral)
    assert (refused.value.detail, refused.value.pointer) == ("forbidden:customer-number", "/contact/phone")
    assert explained(refused.value).what.de.endswith("Es ist eine Kundennummer.")
    assert "inwilligung" not in "".join(explained(refused.value).what + explained(refused.value).do)
    assert bench.leaves("PACKET_SEALED") == []


def test_where_it_need_not_go_it_stays_once_somebody_says_so_and_its_kind_is_named():
    bench = Bench()
    bench.a_consent(categories=EVERYTHING)
    draft = bench.draft(data={"note": "Es ist F32.1"})
    with pytest.raises(StaysBehind) as refused:
        bench.release(draft)
    assert (refused.value.stays, refused.value.allowed) == ((("/note", "forbidden:icd"),), ("/note",))
    assert explained(refused.value).what.de.endswith("kann nicht mitgehen. Es ist ein Diagnoseschlüssel (ICD).")
    assert bench.release(draft, leave_out=["/note"]).referral.state is State.SENT
