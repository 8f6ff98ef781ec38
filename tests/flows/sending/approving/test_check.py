"""What a check says is what the packet then has: told of the same value, and nothing of it is kept."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.core.errors import FourEyes, NotCovered, NotFound
from exchange.core.packet.leave_out import LEFT_OUT, NothingOfThisName, StaysBehind
from exchange.core.typed_key import PersonAmbiguous
from exchange.core.vocabulary import Category
from exchange.flows.sending.approving.approve import to_approve
from exchange.flows.sending.approving.check import check_document, check_referral
from exchange.flows.sending.approving.preview import preview_packet
from tests.support.examples import a_person
from tests.support.hubs import ALEX, BOSS, CENTRE, KIM, NEEDED, Bench, a_file, claim, encoded, refer_document
from tests.support.statute import on_a_power

ALL = [str(one) for one in Category if not one.startswith("fb.") and one is not Category.HOUSEHOLD]
FILES = {"brief.pdf": "attachment", "mietvertrag.pdf": "housing", "schulden.pdf": "finance.debt"}
LEAVABLE = [*FILES, "/note", "/plan", "/addiction/topics/0", "/communication/access/0", "/communication/access"]


def files(*names: str):
    return [a_file(name=name, category=FILES[name]) for name in names]


def fields(packet):
    return {row.pointer for row in packet.manifest if not row.pointer.startswith("attachment:")}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    agreed=st.sets(st.sampled_from(ALL), min_size=1).map(lambda more: more | set(NEEDED)),
    attached=st.sets(st.sampled_from(sorted(FILES))),
    staying=st.sets(st.sampled_from(LEAVABLE)),
)
def test_what_a_check_says_is_what_the_packet_has(agreed, attached, staying):
    bench = Bench()
    bench.a_consent(categories=agreed)
    names = [name for name in sorted(staying) if name in attached or name.startswith("/")]
    draft = bench.draft(files=files(*sorted(attached)), leave_out=names)
    shown = check_referral(draft.id, leave_out=None, by=claim(KIM), hub=bench.hub)
    document = encoded(refer_document(leave_out=names))
    before = check_document(document, files=files(*sorted(attached)), by=claim(KIM), hub=bench.hub)
    assert said(before) == said(shown)
    unsaid = [one.file or one.name for one in shown.stays if one.reason != LEFT_OUT]
    if unsaid:
        with pytest.raises(StaysBehind) as stopped:
            bench.release(draft)
        assert list(stopped.value.allowed) == unsaid
        names = [*names, *unsaid]
        shown = check_referral(draft.id, leave_out=names, by=claim(KIM), hub=bench.hub)
    if shown.stops:
        with pytest.raises(NotCovered) as refused:
            bench.release(draft, leave_out=names)
        assert (shown.stops[0].pointer, shown.stops[0].reason) == (refused.value.pointer, refused.value.detail)
        return
    assert shown.goes
    seen = preview_packet(draft.id, leave_out=names, by=claim(KIM), hub=bench.hub)
    sent = bench.release(draft, leave_out=names, seen=seen.digest)
    packet = bench.voice(sent.referral).opened()
    assert (packet.data, packet.manifest) == (seen.data, seen.manifest)
    assert shown == replace(seen.items, digest=seen.digest)
    leaving = {one.pointer for one in shown.leaves if not one.file}
    assert {one.name for one in shown.leaves if one.file} == {one.name for one in packet.attachments}
    assert len(leaving) == len(fields(packet))
    # Where an item of a list stays, those behind it move up: the value there is the same.
    assert sorted(values(refer_document()["data"], leaving)) == sorted(values(packet.data, fields(packet)))
    assert {one.pointer for one in shown.stays} == {pointer for pointer, _ in sent.left_out}


def said(preview):
    rows = [(one.name, one.categories, one.reason) for one in (*preview.leaves, *preview.stays, *preview.stops)]
    return preview.goes, sorted(rows)


def values(data, pointers):
    for pointer in pointers:
        found = data
        for step in pointer.split("/")[1:]:
            found = found[int(step)] if isinstance(found, list) else found[step]
        yield repr(found)


def test_a_check_keeps_nothing_and_the_look_is_on_record():
    bench = Bench()
    bench.a_consent(categories=NEEDED)
    before = bench.everything()
    shown = check_document(encoded(refer_document()), files=files("brief.pdf"), by=claim(KIM), hub=bench.hub)
    assert [(one.name, one.reason) for one in shown.stays if one.file] == [("brief.pdf", "clause:category")]
    assert [one["what"] for one in bench.leaves("STAFF_ACCESS")] == ["check"]
    assert (bench.blobs.kept, len(bench.leaves("REFERRAL_CREATED"))) == ({}, 0)
    assert "brief.pdf" not in bench.everything()
    assert before


def test_of_somebody_nobody_knows_it_says_what_stops_and_keeps_nobody():
    bench = Bench()
    shown = check_document(encoded(refer_document()), files=(), by=claim(KIM), hub=bench.hub)
    assert (shown.goes, shown.leaves) == (False, ())
    assert {one.reason for one in shown.stops} == {"clause:missing"}
    with bench.store.reading() as tx:
        assert tx.people.page(after="", limit=9) == ()


def test_a_check_is_for_whose_case_it_is():
    bench = Bench()
    bench.a_consent()
    with pytest.raises(NotFound):
        check_referral(bench.draft().id, leave_out=None, by=claim(ALEX), hub=bench.hub)


def test_a_check_refuses_what_the_release_would():
    bench = Bench()
    bench.a_consent()
    with pytest.raises(NothingOfThisName):
        check_document(encoded(refer_document(leave_out=["x.pdf"])), files=(), by=claim(KIM), hub=bench.hub)
    with bench.store.transaction() as tx:
        (known,) = tx.people.page(after="", limit=9)
        tx.people.add(a_person(9, reference=f"{known.reference} "))
    with pytest.raises(PersonAmbiguous):
        check_document(encoded(refer_document()), files=(), by=claim(KIM), hub=bench.hub)


def test_who_approves_sees_what_leaves_what_stays_and_why():
    bench = Bench()
    bench.a_consent(categories=NEEDED)
    draft = bench.draft(files=files("brief.pdf"))
    shown = to_approve(draft.id, by=claim(BOSS), hub=bench.hub).preview
    same = check_referral(draft.id, leave_out=None, by=claim(KIM), hub=bench.hub)
    assert (shown, shown.goes) == (same, False)
    assert ("brief.pdf", "clause:category") in {(one.name, one.reason) for one in shown.stays}
    with pytest.raises(FourEyes):
        to_approve(draft.id, by=claim(KIM), hub=bench.hub)


def test_what_a_partner_requires_and_consent_does_not_cover_stops():
    bench = Bench()
    bench.a_consent(categories=["referral.core"], to=CENTRE)
    draft = bench.draft()
    shown = check_referral(draft.id, leave_out=None, by=claim(KIM), hub=bench.hub)
    with pytest.raises(NotCovered) as refused:
        bench.release(draft)
    assert (shown.stops[0].pointer, shown.stops[0].reason) == (refused.value.pointer, refused.value.detail)


def test_without_consent_it_shows_what_two_people_would_send():
    bench = Bench()
    referral = on_a_power(bench)
    shown = check_referral(referral.id, leave_out=None, by=claim(KIM), hub=bench.hub)
    assert (shown.goes, shown.stops) == (True, ())
    assert bench.now(referral).approved_by == ""
    assert {one.pointer for one in shown.leaves} >= {"/referral/reason"}
