"""What is shown of a case depends on who looks: the data-protection officer sees that something was said, not what."""

import json

import pytest

from exchange.core.errors import Forbidden
from exchange.flows.consent.record import record_consent
from exchange.flows.partner.enrol import enrol
from exchange.flows.sending.release import release_and_send
from exchange.flows.staff.access import look
from exchange.queries.facts import feedback_of, said
from exchange.queries.referrals import view
from tests.support.feedback import content
from tests.support.hubs import BOSS, DPO, KIM, OTHER, Bench, a_file, claim, consent_document, document_of, encoded

WORDS = ("Passt vormittags", "brief.pdf", "Erika", "no-capacity")


def talked():
    bench = Bench()
    bench.a_consent()
    case = bench.refer(files=[a_file()])
    bench.worker.once()
    voice = bench.voice(case)
    voice.fetch()
    for name, members in (
        ("received", {}),
        ("under-review", {}),
        ("question", {"text": "Passt vormittags?", "categories": ["person.contact"]}),
        ("under-review", {}),
    ):
        assert voice.says(name, **members) == "accepted", name
    voice.says("feedback", **content("outcome"))
    assert voice.says("declined", reason="no-capacity") == "accepted"
    return bench, bench.now(case)


def looked(bench, case, by):
    seen = look(case.id, what="referral", by=claim(by), hub=bench.hub)
    return view(seen, hub=bench.hub)


def test_the_data_protection_officer_sees_states_times_and_recipients_and_no_word():
    bench, case = talked()
    shown = looked(bench, case, DPO)
    told = json.dumps(said(shown, hub=bench.hub), ensure_ascii=False)
    assert (shown.draft, feedback_of(shown)) == (None, [])
    assert [word for word in WORDS if word in told or word in repr((shown.history, shown.events))] == []
    assert {one["event"] for one in said(shown, hub=bench.hub)["events"]} >= {"question", "feedback", "declined"}
    assert said(shown, hub=bench.hub)["disclosures"]


def test_who_has_the_case_sees_all_of_it():
    bench, case = talked()
    shown = looked(bench, case, KIM)
    assert shown.draft.attachments[0].name == "brief.pdf"
    assert "Passt vormittags?" in repr(feedback_of(shown))
    assert "no-capacity" in repr(shown.history)


def test_what_a_partner_said_back_is_not_the_data_protection_officers_to_read():
    bench, case = talked()
    before = bench.log()
    with pytest.raises(Forbidden):
        look(case.id, what="feedback", by=claim(DPO), hub=bench.hub)
    assert bench.log() == before
    assert look(case.id, what="feedback", by=claim(BOSS), hub=bench.hub).content


def approves_referral(bench):
    bench.a_consent()
    release_and_send(bench.draft().id, by=claim(KIM), approve_by=claim(DPO), hub=bench.hub)


def approves_error(bench):
    bench.cancel(bench.sent(), in_error=True, second=DPO)


def approves_consent(bench):
    document = consent_document(bench.clock.now(), level=1, no_show=False, to=OTHER, days=9)
    record_consent(encoded(document), by=claim(KIM), approve_by=claim(DPO), hub=bench.hub)


def approves_partner(bench):
    enrol(
        encoded(document_of(OTHER)), by=claim(KIM), approve_by=claim(DPO), adapter="mailbox",
        adapters=bench.adapters, hub=bench.hub,
    )  # fmt: skip


@pytest.mark.parametrize("act", [approves_referral, approves_error, approves_consent, approves_partner])
def test_the_data_protection_officer_approves_nothing(act):
    with pytest.raises(Forbidden):
        act(Bench())
