"""Case-management systems write a draft anew and give cases to others."""

from datetime import timedelta

import pytest

from exchange.core.errors import FourEyes
from exchange.core.vocabulary import TrainingTopic
from exchange.flows.casework.assign import assign_all
from exchange.flows.sending.approving.approve import approve, to_approve
from exchange.flows.staff.confirm import confirm
from exchange.flows.staff.enter import enter_training
from exchange.flows.staff.members import deactivate_staff
from tests.support.casework import path
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, VERA, claim, refer_document
from tests.support.office import NOTHING, code

FORBIDDEN = (403, "SENDER_FORBIDDEN")
NEW = {"note": "Neu geschrieben (erfunden)."}


def data(**changes: object):
    return {"data": refer_document(data=NEW)["data"], "sources": {}} | changes


def puts(cases, referral, document=None, match="*", **headers: str):
    headers = {"Content-Type": "application/json", "Idempotency-Key": f'"{cases._jti()}"', "If-Match": match} | headers
    return cases.call("PUT", path(referral, "/data"), headers=headers, json=document or data())


def gives(cases, referral, to, staff=BOSS, **headers: str):
    return cases.post(path(referral, "/assignment"), {"to": to}, staff=staff, **headers)


def approved(cases, referral, by=BOSS):
    hub = cases.office.bench.hub
    return approve(to_approve(referral, by=claim(by), hub=hub), by=claim(by), hub=hub)


def written(cases, referral):
    with cases.office.bench.store.reading() as tx:
        return tx.referrals.get(referral), tx.referrals.draft(referral)


# --- a draft is written anew


def test_a_draft_is_written_anew_and_keeps_its_files(cases, draft):
    cases.attach(draft, Data_Source="jobcenter")
    answer = puts(cases, draft, match=cases.etag(draft))
    assert (answer.status_code, answer.headers["etag"]) == (200, cases.etag(draft))
    _, now = written(cases, draft)
    assert now.data["note"] == NEW["note"]
    assert [one.name for one in now.attachments] == ["fragebogen.pdf"]
    assert list(now.sources.values()) == ["jobcenter"]


def test_what_was_written_anew_is_what_the_partner_reads(cases, draft):
    puts(cases, draft)
    approved(cases, draft)
    assert cases.post(path(draft, "/release")).status_code == 200
    cases.office.bench.worker.once()
    assert cases.office.bench.voice(draft).opened().data["note"] == NEW["note"]


def test_a_draft_that_others_wrote_meanwhile_is_not_overwritten(cases, draft):
    seen = cases.etag(draft)
    cases.attach(draft)
    assert code(puts(cases, draft, match=seen)) == (412, "HUB_STALE_VERSION")
    assert code(puts(cases, draft, match="")) == (428, "SENDER_IF_MATCH_MISSING")


def test_an_approval_does_not_outlive_the_draft_it_was_for(cases, draft):
    approved(cases, draft)
    assert puts(cases, draft, data() | {"sources": refer_document()["sources"]}).status_code == 200
    assert code(cases.post(path(draft, "/release"))) == (403, "SENDER_FOUR_EYES")


def test_who_wrote_a_draft_anew_cannot_approve_it(cases, draft):
    assert puts(cases, draft, **{"On-Behalf-Of": BOSS}).status_code == 200
    with pytest.raises(FourEyes):
        approved(cases, draft)


def test_the_change_is_a_leaf_with_who_made_it_and_through_what(cases, draft):
    puts(cases, draft)
    (leaf,) = cases.office.bench.leaves("DRAFT_CHANGED")
    assert (leaf["referral"], leaf["what"], leaf["by"]) == (draft, "data", KIM)


@pytest.mark.parametrize(
    ("document", "place"),
    [({"data": {}}, "/data/communication"), ({"data": {}, "more": 1}, "/more"), ({"sources": {}}, "/data")],
)
def test_data_that_does_not_fit_is_refused_and_changes_nothing(cases, draft, document, place):
    before = written(cases, draft)
    answer = puts(cases, draft, document)
    assert code(answer) == (422, "SENDER_SCHEMA_INVALID")
    assert answer.json().get("pointer") == place
    assert written(cases, draft) == before


def test_what_was_sent_is_not_written_anew(cases, draft):
    approved(cases, draft)
    cases.post(path(draft, "/release"))
    assert code(puts(cases, draft)) == (409, "HUB_ILLEGAL_STEP")


def test_another_ones_draft_is_not_there(cases, draft):
    assert code(puts(cases, draft, **{"On-Behalf-Of": ALEX})) == (404, "HUB_NOT_FOUND")
    assert code(puts(cases, NOTHING)) == (404, "HUB_NOT_FOUND")


# --- a case is given to somebody else


def test_a_team_lead_gives_a_case_to_another_who_sees_it_then(cases, draft):
    assert code(cases.call("GET", path(draft), headers={"On-Behalf-Of": ALEX})) == (404, "HUB_NOT_FOUND")
    answer = gives(cases, draft, ALEX)
    assert (answer.status_code, answer.json()["owner"]) == (200, ALEX)
    assert cases.call("GET", path(draft), headers={"On-Behalf-Of": ALEX}).status_code == 200
    assert code(cases.get(path(draft))) == (404, "HUB_NOT_FOUND")


def test_the_assignment_is_a_leaf_and_one_that_changes_nothing_is_none(cases, draft):
    for _ in range(2):
        assert gives(cases, draft, ALEX).status_code == 200
    (leaf,) = cases.office.bench.leaves("CASE_ASSIGNED")
    assert (leaf["referral"], leaf["from"], leaf["to"], leaf["by"]) == (draft, KIM, ALEX, BOSS)


@pytest.mark.parametrize("staff", [KIM, DPO])
def test_nobody_but_a_team_lead_gives_cases(cases, draft, staff):
    assert code(gives(cases, draft, ALEX, staff=staff)) == FORBIDDEN


@pytest.mark.parametrize(("to", "said"), [("nobody", (404, "HUB_NOT_FOUND")), (OPS, FORBIDDEN), (DPO, FORBIDDEN)])
def test_a_case_is_given_only_to_somebody_who_may_have_one(cases, draft, to, said):
    assert code(gives(cases, draft, to)) == said
    assert written(cases, draft)[0].owner == KIM


def test_who_has_left_gets_no_case(cases, draft):
    deactivate_staff(ALEX, by=claim(BOSS), hub=cases.office.bench.hub)
    assert code(gives(cases, draft, ALEX)) == (404, "HUB_NOT_FOUND")


def test_the_open_cases_of_who_has_left_go_to_another_and_ended_ones_stay(cases, draft):
    hub, bench = cases.office.bench.hub, cases.office.bench
    ended = cases.create()
    cases.post(path(ended, "/cancellation"), {"reason": "need-ended"})
    deactivate_staff(KIM, by=claim(BOSS), hub=hub)
    moved = assign_all(KIM, to=ALEX, by=claim(BOSS), hub=hub)
    assert [one.id for one in moved] == [draft]
    assert [bench.now(one).owner for one in (draft, ended)] == [ALEX, KIM]
    assert assign_all(KIM, to=ALEX, by=claim(BOSS), hub=hub) == ()


def test_who_approved_a_draft_and_got_it_then_does_not_send_it_alone(cases, draft):
    at, hub = cases.office.bench.clock.now(), cases.office.bench.hub
    for topic in TrainingTopic:
        entered = enter_training(VERA, topic=topic, valid=(at, at + timedelta(days=1)), by=claim(BOSS), hub=hub)
        confirm(entered.change, by=claim(OPS), hub=hub)
    approved(cases, draft, by=VERA)
    gives(cases, draft, VERA)
    assert code(cases.post(path(draft, "/release"), staff=VERA)) == (403, "SENDER_FOUR_EYES")
