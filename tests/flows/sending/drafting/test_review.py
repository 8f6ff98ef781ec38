"""What the detectors find in a draft is confirmed by a person, at every door through which text and files come in."""

from dataclasses import replace

import pytest

import schemas
from exchange.core.detection.kind import WARNING
from exchange.core.errors import NotFound
from exchange.core.referral.finding import DetectorVerdict, FindingsUnconfirmed
from exchange.flows.sending.approving.check import check_document
from exchange.flows.sending.drafting import review
from exchange.flows.sending.drafting.attach import attach, seal_for
from exchange.flows.sending.drafting.edit import edit
from exchange.flows.sending.update import update
from keys.encoding import digest
from tests.support.hubs import ALEX, BOSS, KIM, Bench, a_file, claim, encoded, refer_document

NOTE = "Meine Mutter hilft mir."
KIN = {"kind": "kin", "pointer": "/note"}


def kept(bench, referral):
    with bench.store.reading() as tx:
        return tx.referrals.draft(referral.id)


def found(refusal):
    return [(one.kind, one.pointer) for one in refusal.value.findings]


def rewritten(bench, referral, note, by=KIM, **more: object):
    document = {"data": refer_document()["data"] | {"note": note}, "sources": refer_document()["sources"]} | more
    return edit(referral.id, encoded(document), by=claim(by), hub=bench.hub)


def test_nothing_is_kept_of_what_nobody_looked_at():
    bench = Bench()
    with pytest.raises(FindingsUnconfirmed) as refused:
        bench.draft(data={"note": NOTE})
    assert (found(refused), refused.value.detail, refused.value.pointer) == ([("kin", "/note")], "finding:kin", "/note")
    assert "Mutter" not in f"{refused.value!r}{refused.value.findings}"
    assert bench.leaves("REFERRAL_CREATED") == bench.leaves("FINDINGS_CONFIRMED") == []


def test_what_somebody_looked_at_is_kept_with_the_draft_and_leaves_a_line():
    bench = Bench()
    referral = bench.draft(data={"note": NOTE}, confirmed=[KIN])
    (one,) = kept(bench, referral).verdict.findings
    assert (one.kind, one.pointer, one.exact, one.confirmed_by) == ("kin", "/note", False, KIM)
    assert one.sha256 == digest(NOTE.encode())
    (leaf,) = bench.leaves("FINDINGS_CONFIRMED")
    told = [KIN | {"sha256": one.sha256}]
    assert (leaf["referral"], leaf["by"], leaf["detectors"], leaf["findings"]) == (
        referral.id,
        KIM,
        review.VERSION,
        told,
    )


@pytest.mark.parametrize("said", [{"kind": "kin", "pointer": "/referral/aim"}, {"kind": "name", "pointer": "/note"}])
def test_another_kind_or_place_confirms_nothing(said):
    with pytest.raises(FindingsUnconfirmed):
        Bench().draft(data={"note": NOTE}, confirmed=[said])


def test_a_draft_in_which_nothing_is_found_has_a_verdict_too_and_no_line():
    bench = Bench()
    assert kept(bench, bench.draft()).verdict == DetectorVerdict(version=review.VERSION)
    assert bench.leaves("FINDINGS_CONFIRMED") == []


def test_the_persons_own_name_and_places_for_others_are_no_finding():
    bench = Bench()
    data = {"representative": {"name": "Frau Petra Vogt", "kind": "guardian"}}
    own = refer_document()["data"]["person"]["given_name"]
    with pytest.raises(FindingsUnconfirmed) as refused:
        bench.draft(data=data | {"note": f"{own} kommt mit Petra."})
    assert found(refused) == [("name", "/note")]


def test_where_somebody_lives_is_their_own():
    bench = Bench()
    address = {"street": "bei Frau Vogt, Hof 3", "postal_code": "10115", "place": "Musterstadt"}
    data = {"contact": refer_document()["data"]["contact"] | {"address": address}}
    assert kept(bench, bench.draft(data=data)).verdict.findings == ()


def test_an_edit_asks_anew_only_for_other_words():
    bench = Bench()
    referral = bench.draft(data={"note": NOTE}, confirmed=[KIN])
    rewritten(bench, referral, NOTE)
    with pytest.raises(FindingsUnconfirmed) as refused:
        rewritten(bench, referral, "Meine Schwester hilft mir.")
    assert found(refused) == [("kin", "/note")]
    rewritten(bench, referral, "Meine Schwester hilft mir.", confirmed=[KIN])
    rewritten(bench, referral, "Ich komme allein.")
    assert kept(bench, referral).verdict.findings == ()
    assert len(bench.leaves("FINDINGS_CONFIRMED")) == 2


def test_who_confirmed_first_stays_named_and_the_second_line_has_only_what_is_new():
    bench = Bench()
    referral = bench.draft(data={"note": NOTE}, confirmed=[KIN])
    plan = refer_document()["data"].get("plan", {}) | {"goal": "Ohne Sertralin auskommen."}
    changed = {"data": refer_document()["data"] | {"note": NOTE, "plan": plan}, "sources": refer_document()["sources"]}
    said = [{"kind": "medication", "pointer": "/plan/goal"}]
    edit(referral.id, encoded(changed | {"confirmed": said}), by=claim(BOSS), hub=bench.hub)
    assert {one.kind: one.confirmed_by for one in kept(bench, referral).verdict.findings} == {
        "medication": BOSS,
        "kin": KIM,
    }
    assert [one["kind"] for one in bench.leaves("FINDINGS_CONFIRMED")[-1]["findings"]] == ["medication"]


def test_files_that_come_with_the_document_are_called_by_where_they_stand_in_it():
    bench = Bench()
    files = [a_file(), a_file(name="Brief_der_Mutter.pdf", metadata=("file-author", "file-location"))]
    with pytest.raises(FindingsUnconfirmed) as refused:
        bench.draft(files=files)
    kinds = ["kin", "file-author", "file-location"]
    assert found(refused) == [(kind, "/attachments/1") for kind in kinds]
    files = [a_file(), a_file(name="Brief_der_Mutter.pdf", metadata=("file-author", "file-location"))]
    said = [{"kind": kind, "pointer": "/attachments/1"} for kind in kinds]
    referral = bench.draft(files=files, confirmed=said)
    draft = kept(bench, referral)
    second = draft.attachments[1]
    assert {(one.pointer, one.sha256) for one in draft.verdict.findings} == {
        (f"/attachments/{second.id}", second.content_sha256)
    }
    assert {one.exact for one in draft.verdict.findings} == {True, False}


def test_a_file_that_comes_alone_is_confirmed_by_kind_and_those_before_stay_so():
    bench = Bench()
    bench.a_consent()
    referral = bench.draft(data={"note": NOTE}, confirmed=[KIN])

    def join(*confirmed, **changes):
        sealed = seal_for(referral.id, file=a_file(**changes), by=claim(KIM), hub=bench.hub)
        return attach(referral.id, sealed=sealed, by=claim(KIM), hub=bench.hub, confirmed=confirmed)

    with pytest.raises(FindingsUnconfirmed) as refused:
        join("file-history", metadata=("file-author",))
    assert found(refused) == [("file-author", "/attachments/-")]
    assert kept(bench, referral).attachments == ()
    join("file-author", metadata=("file-author",))
    with pytest.raises(FindingsUnconfirmed):
        join(metadata=("file-author",))
    join()
    assert [one.kind for one in kept(bench, referral).verdict.findings] == ["kin", "file-author"]


def test_what_is_sent_later_is_looked_at_too():
    bench = Bench()
    voice = bench.under_way("under-review", "question")
    with pytest.raises(FindingsUnconfirmed):
        bench.answer(voice.referral, data={"note": NOTE})
    answered = bench.answer(voice.referral, data={"note": NOTE}, confirmed=[KIN])
    assert bench.voice(answered).opened().data["note"] == NOTE
    with pytest.raises(FindingsUnconfirmed) as refused:
        update(
            answered.id, encoded({"data": {}}), files=[a_file(metadata=("file-author",))], by=claim(KIM),
            approve_by=claim(BOSS), hub=bench.hub,
        )  # fmt: skip
    assert found(refused) == [("file-author", "/attachments/0")]


@pytest.mark.parametrize("verdict", [None, DetectorVerdict(version=review.VERSION - 1)])
def test_a_draft_that_these_detectors_never_saw_is_looked_at_at_its_release(verdict):
    bench = Bench()
    bench.a_consent()
    referral = bench.draft(data={"note": NOTE}, confirmed=[KIN])
    with bench.store.transaction() as tx:
        tx.referrals.put_draft(referral.id, replace(kept(bench, referral), verdict=verdict))
    with pytest.raises(FindingsUnconfirmed):
        bench.release(referral)
    assert bench.release(referral, confirmed={("kin", "/note")}).referral.packet
    assert kept(bench, referral).verdict.findings[0].confirmed_by == KIM


def test_a_check_keeps_nothing_and_asks_nobody():
    bench = Bench()
    assert check_document(encoded(refer_document(data={"note": NOTE})), files=(), by=claim(KIM), hub=bench.hub)


def test_nobody_else_confirms_for_a_colleague():
    bench = Bench()
    referral = bench.draft()
    with pytest.raises(NotFound):
        rewritten(bench, referral, NOTE, by=ALEX, confirmed=[KIN])


def test_every_kind_that_can_be_found_may_be_said_in_a_document():
    said = [{"kind": kind, "pointer": "/note"} for kind in WARNING]
    assert schemas.validate("urn:geleit:schema:refer:1", refer_document(confirmed=said)) == ()
