"""Case-management systems: every verb, who may, in which state, and how often."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from gzip import compress
from threading import Event

import pytest

from exchange.api.calls.on_behalf_of import Running
from exchange.core.staff.caller import StillRunning
from exchange.flows.sending.approve import approve, to_approve
from exchange.flows.staff.authenticate import deactivate_staff
from exchange.flows.staff.clients import suspend_client
from exchange.storage.files.blobs import FileBlobs
from tests.api.office import CASES, NOTHING, Office, code
from tests.flows.hubs import ALEX, BOSS, CENTRE, DPO, KIM, OPS, ORIGIN, Bench, claim, consent_document, refer_document
from tests.storage.places import PLACES

REFERRALS, CONSENTS = "/api/v1/referrals", "/api/v1/consents"


@pytest.fixture
def cases():
    return Office().cases()


@pytest.fixture
def draft(cases):
    cases.office.bench.a_consent()
    return cases.create()


def path(referral, verb=""):
    return f"{REFERRALS}/{referral}{verb}"


def approves(cases, referral, by=BOSS):
    hub = cases.office.bench.hub
    approve(to_approve(referral, by=claim(by), hub=hub), by=claim(by), hub=hub)


def sends(cases, referral, **headers: str):
    approves(cases, referral)
    return cases.post(path(referral, "/release"), **headers)


def sent(cases):
    cases.office.bench.a_consent()
    referral = cases.create()
    assert sends(cases, referral).status_code == 200
    cases.office.bench.worker.once()
    voice = cases.office.bench.voice(referral)
    voice.fetch()
    assert voice.says("received") == "accepted"
    return referral, voice


# --- the way of a referral


def test_a_consent_is_recorded_and_found_again(cases):
    document = consent_document(cases.office.bench.clock.now(), level=6, no_show=True, to=CENTRE, days=200)
    made = cases.post(CONSENTS, document)
    assert (made.status_code, made.json()["status"]) == (201, "ConsentGiven")
    found = cases.get(made.headers["location"].removeprefix(ORIGIN)).json()
    assert (found["consent"], found["status"]) == (made.json()["consent"], "ConsentGiven")
    assert found["clauses"][0]["recipient"] == {"entity": CENTRE, "service_line": "beratung"}


def test_a_referral_is_created_where_its_location_says(cases, draft):
    found = cases.get(path(draft))
    assert (found.json()["state"], found.json()["owner"], found.headers["etag"]) == ("draft", KIM, '"1"')


def test_a_referral_without_a_consent_waits_for_it(cases):
    made = cases.post(REFERRALS, refer_document())
    assert (made.status_code, made.json()["state"]) == (201, "awaiting-consent")


def test_a_file_is_sealed_into_the_draft(cases, draft):
    made = cases.attach(draft)
    assert (made.status_code, made.json()["length"]) == (201, 10)
    found = cases.get(path(draft))
    assert [(one["name"], one["category"]) for one in found.json()["attachments"]] == [
        ("fragebogen.pdf", "questionnaire")
    ]
    assert found.headers["etag"] == made.headers["etag"] == '"2"'


def test_a_released_referral_reaches_its_partner_with_its_file(cases, draft):
    cases.attach(draft, Data_Category="referral.core")
    answer = sends(cases, draft)
    assert (answer.status_code, answer.json()["state"]) == (200, "sent")
    cases.office.bench.worker.once()
    assert cases.office.bench.voice(draft).opened().attachments[0].name == "fragebogen.pdf"


def test_a_question_is_answered(cases):
    referral, voice = sent(cases)
    voice.says("question", text="Passt vormittags?", categories=["person.contact"])
    assert cases.get(path(referral, "/feedback")).json()["feedback"][0]["content"]["text"] == "Passt vormittags?"
    answer = cases.post(path(referral, "/answers"), {"data": {}})
    assert (answer.status_code, answer.json()["state"]) == (200, "under-review")


@pytest.mark.parametrize(
    "odd", [{"sources": {"": 5}}, {"sources": {"/note": "pigeon"}}, {"sources": {"note": "person"}}, {"weather": 1}]
)
def test_an_answer_is_a_document_of_its_schema(cases, odd):
    referral, voice = sent(cases)
    voice.says("question", text="Passt vormittags?", categories=["person.contact"])
    assert code(cases.post(path(referral, "/answers"), {"data": {}} | odd)) == (422, "SENDER_SCHEMA_INVALID")


def test_a_referral_is_taken_back(cases):
    referral, _ = sent(cases)
    answer = cases.post(path(referral, "/cancellation"), {"reason": "need-ended"})
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")


def test_a_consent_is_withdrawn_and_ends_what_stood_on_it(cases):
    bench = cases.office.bench
    consent = bench.a_consent()
    referral = cases.create()
    answer = cases.post(f"{CONSENTS}/{consent.id}/withdrawal", {})
    ended = [{"referral": referral, "state": "consent-withdrawn"}]
    assert answer.json() == {"consent": consent.id, "status": "ConsentWithdrawn", "ended": ended}


def test_what_is_said_of_a_referral_says_how_it_stands(cases):
    referral, _ = sent(cases)
    found = cases.get(path(referral)).json()
    assert (found["state"], found["delivery"], found["consent"]) == ("sent", "received", "ConsentGiven")
    assert found["disclosures"][0]["recipient"] == CENTRE
    assert "cancelled" in found["next_steps"]


def test_lists_come_in_pages_that_lead_on(cases):
    made = [cases.create() for _ in range(3)]
    first = cases.get(f"{REFERRALS}?limit=2&state=awaiting-consent")
    following = first.headers["link"].partition(">")[0].removeprefix(f"<{ORIGIN}")
    second = cases.get(following)
    assert [one["referral"] for page in (first, second) for one in page.json()["referrals"]] == made
    assert "next" not in second.json()
    assert cases.get(f"{REFERRALS}?state=sent").json() == {"referrals": []}


# --- who


def test_the_log_names_the_one_who_acts_and_the_client_that_says_so(cases, draft):
    sends(cases, draft)
    (made,) = cases.office.bench.leaves("REFERRAL_CREATED")
    assert (made["by"], made["client"]) == (KIM, CASES)
    assert {step.get("client") for step in cases.office.bench.leaves("REFERRAL_STEP")} == {CASES}


def test_every_look_leaves_a_line(cases, draft):
    cases.get(path(draft))
    cases.get(REFERRALS)
    looks = [one for one in cases.office.bench.leaves("STAFF_ACCESS") if "client" in one or one["by"] == KIM]
    assert [(one["what"], one.get("count")) for one in looks] == [("referral", None), ("list", 1)]


@pytest.mark.parametrize(("staff", "status"), [(KIM, 200), (BOSS, 200), (DPO, 200), (ALEX, 404), (OPS, 403)])
def test_a_case_is_shown_to_whom_it_is_assigned_and_to_who_leads(cases, draft, staff, status):
    cases.staff = staff
    assert cases.get(path(draft)).status_code == status


def test_a_colleague_cannot_act_on_a_case_that_is_not_theirs(cases, draft):
    for verb, document in (("/release", None), ("/cancellation", {"reason": "other"}), ("/answers", {"data": {}})):
        assert code(cases.post(path(draft, verb), document, staff=ALEX)) == (404, "HUB_NOT_FOUND")
    assert code(cases.attach(draft, On_Behalf_Of=ALEX)) == (404, "HUB_NOT_FOUND")
    cases.staff = ALEX
    assert cases.get(REFERRALS).json() == {"referrals": []}


def test_a_consent_is_shown_to_who_recorded_it_and_to_who_leads(cases):
    consent = cases.office.bench.a_consent()
    seen = []
    for cases.staff in (KIM, BOSS, ALEX):
        seen.append(cases.get(f"{CONSENTS}/{consent.id}").status_code)
    assert seen == [200, 200, 404]


@pytest.mark.parametrize("staff", ["nobody", "kim ", ""])
def test_nobody_is_acted_for_who_is_not_there(cases, staff):
    cases.staff = staff
    assert code(cases.get(REFERRALS))[1] in {"SENDER_STAFF_UNKNOWN", "SENDER_STAFF_NOT_NAMED"}


def test_a_call_names_exactly_one_person(cases):
    headers = cases.headers("GET", REFERRALS)
    del headers["On-Behalf-Of"]
    assert code(cases.office.send("GET", REFERRALS, headers=headers)) == (400, "SENDER_STAFF_NOT_NAMED")
    two = [*cases.headers("GET", REFERRALS).items(), ("On-Behalf-Of", BOSS)]
    assert code(cases.office.send("GET", REFERRALS, headers=two)) == (400, "SENDER_STAFF_NOT_NAMED")


@pytest.mark.parametrize("staff", ["", "two words", "k" * 101])
def test_what_can_be_no_staff_id_names_nobody(cases, staff):
    cases.staff = staff
    assert code(cases.get(REFERRALS)) == (400, "SENDER_STAFF_NOT_NAMED")


def test_somebody_who_left_is_acted_for_no_more(cases, draft):
    deactivate_staff(KIM, by=claim(BOSS), hub=cases.office.bench.hub)
    assert code(cases.get(path(draft))) == (403, "SENDER_STAFF_UNKNOWN")
    assert code(cases.post(path(draft, "/release"))) == (403, "SENDER_STAFF_UNKNOWN")


def test_a_suspended_client_is_turned_away_at_once(cases, draft):
    suspend_client("fallakte", by=claim(OPS), hub=cases.office.bench.hub)
    assert code(cases.get(path(draft))) == (401, "SENDER_INVALID_TOKEN")


def test_a_partner_cannot_send_referrals():
    partner = Office().client()
    assert code(partner.get(REFERRALS, On_Behalf_Of=KIM)) == (403, "SENDER_INSUFFICIENT_SCOPE")


def test_a_sensitive_referral_needs_a_second_person_who_approved_it_here(cases, draft):
    assert code(cases.post(path(draft, "/release"))) == (403, "SENDER_FOUR_EYES")
    assert sends(cases, draft).status_code == 200


def test_a_file_added_later_takes_the_approval_away(cases, draft):
    approves(cases, draft)
    cases.attach(draft)
    assert code(cases.post(path(draft, "/release"))) == (403, "SENDER_FOUR_EYES")


# --- in which state


def test_a_call_on_a_state_that_has_passed_is_refused(cases, draft):
    seen = cases.etag(draft)
    cases.attach(draft)
    assert code(cases.post(path(draft, "/cancellation"), {"reason": "other"}, match=seen)) == (412, "HUB_STALE_VERSION")
    now = cases.etag(draft)
    assert cases.post(path(draft, "/cancellation"), {"reason": "other"}, match=f'"99", {now}').status_code == 200


@pytest.mark.parametrize(
    ("match", "expected"),
    [
        ("", (428, "SENDER_IF_MATCH_MISSING")),
        ('W/"1"', (412, "HUB_STALE_VERSION")),
        ('"0"', (412, "HUB_STALE_VERSION")),
        ('"01"', (412, "HUB_STALE_VERSION")),
        ("1", (412, "HUB_STALE_VERSION")),
        ('"eins"', (412, "HUB_STALE_VERSION")),
    ],
)
@pytest.mark.parametrize("verb", ["/release", "/cancellation", "/answers", "/attachments"])
def test_what_acts_on_a_referral_says_which_state_it_saw(cases, draft, verb, match, expected):
    assert code(cases.post(path(draft, verb), {"reason": "other"}, match=match)) == expected


# --- how often


def test_a_call_that_is_repeated_is_answered_the_same_and_does_nothing(cases):
    first, again = (cases.post(REFERRALS, refer_document(), key='"k1"') for _ in range(2))
    assert (again.status_code, again.content, again.headers["location"], again.headers["etag"]) == (
        201, first.content, first.headers["location"], first.headers["etag"],
    )  # fmt: skip
    assert len(cases.get(REFERRALS).json()["referrals"]) == 1


def test_a_key_is_the_same_with_and_without_quotes(cases):
    first, again = (cases.post(REFERRALS, refer_document(), key=key) for key in ('"k1"', "k1"))
    assert first.content == again.content


def test_a_repeated_upload_is_one_file(cases, draft):
    seen = cases.etag(draft)
    first, again = (cases.attach(draft, key='"k1"', match=seen) for _ in range(2))
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert len(cases.get(path(draft)).json()["attachments"]) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"document": refer_document(reason="Anders")},
        {"staff": BOSS},
        {"match": '"3"'},
    ],
)
def test_a_key_is_not_for_two_calls(cases, change):
    cases.post(REFERRALS, refer_document(), key='"k1"')
    other = {"document": refer_document(), "key": '"k1"'} | change
    assert code(cases.post(REFERRALS, **other)) == (422, "SENDER_IDEMPOTENCY_KEY_REUSED")


@pytest.mark.parametrize(
    "change",
    [
        {"content": b"Anderes"},
        {"Content_Type": "image/png"},
        {"Content_Disposition": 'attachment; filename="anders.pdf"'},
        {"Data_Category": "attachment"},
        {"Data_Source": "jobcenter"},
    ],
)
def test_a_key_is_not_for_two_files(cases, draft, change):
    cases.attach(draft, key='"k1"')
    assert code(cases.attach(draft, key='"k1"', **change)) == (422, "SENDER_IDEMPOTENCY_KEY_REUSED")


def test_a_key_is_not_for_two_referrals(cases, draft):
    other = cases.create(person={"reference": "P-2"})
    approves(cases, draft)
    cases.post(path(draft, "/release"), key='"k1"')
    assert code(cases.post(path(other, "/release"), key='"k1"')) == (422, "SENDER_IDEMPOTENCY_KEY_REUSED")


def test_a_call_that_was_refused_may_be_made_again_under_its_key(cases, draft):
    assert code(cases.post(path(draft, "/release"), key='"k1"')) == (403, "SENDER_FOUR_EYES")
    approves(cases, draft)
    assert cases.post(path(draft, "/release"), key='"k1"').status_code == 200


@pytest.mark.parametrize("key", ['""', '"ä"', "x y", '"' + "k" * 256 + '"'])
def test_what_is_no_key_is_refused(cases, key):
    said = {"Idempotency-Key": key.encode(), "Content-Type": "application/json"}
    assert code(cases.call("POST", REFERRALS, headers=said, json={})) == (400, "SENDER_IDEMPOTENCY_KEY_MISSING")


def test_two_keys_are_none(cases):
    said = cases.headers("POST", REFERRALS) | {"Content-Type": "application/json", "Idempotency-Key": '"k1"'}
    two = [*said.items(), ("Idempotency-Key", '"k2"')]
    answer = cases.office.send("POST", REFERRALS, headers=two, json=refer_document())
    assert code(answer) == (400, "SENDER_IDEMPOTENCY_KEY_MISSING")


def test_every_call_that_changes_something_needs_a_key(cases, draft):
    headers = cases.headers("POST", path(draft, "/release")) | {"If-Match": "*"}
    answer = cases.office.send("POST", path(draft, "/release"), headers=headers)
    assert code(answer) == (400, "SENDER_IDEMPOTENCY_KEY_MISSING")


def test_a_key_is_forgotten_after_two_days_and_not_before(cases):
    bench = cases.office.bench
    first = cases.post(REFERRALS, refer_document(), key='"k1"').json()
    bench.clock.advance(hours=47)
    bench.worker.once()
    assert Office(bench=bench).cases().post(REFERRALS, refer_document(), key='"k1"').json() == first
    bench.clock.advance(days=2)
    bench.worker._next_hour = 0
    bench.worker.once()
    assert Office(bench=bench).cases().post(REFERRALS, refer_document(), key='"k1"').json() != first


def test_a_second_call_under_a_key_waits_its_turn_outside():
    running, inside, leave = Running(), Event(), Event()

    def first() -> None:
        with running.alone("c", "k"):
            inside.set()
            leave.wait(10)

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(first)
        inside.wait(10)
        with pytest.raises(StillRunning), running.alone("c", "k"):
            pass
        with running.alone("c", "other"):
            leave.set()
        done.result()
    with running.alone("c", "k"):
        pass


def test_while_a_file_is_coming_in_its_key_is_taken(cases, draft):
    place = path(draft, "/attachments")
    told = {
        "Idempotency-Key": '"k1"', "If-Match": "*", "Content-Type": "application/pdf", "Data-Category": "questionnaire",
        "Content-Disposition": 'attachment; filename="x.pdf"',
    }  # fmt: skip

    async def slowly(inside, leave):
        yield b"%PDF"
        inside.set()
        await leave.wait()

    async def both():
        inside, leave = asyncio.Event(), asyncio.Event()
        first, second = (cases.headers("POST", place) | told for _ in range(2))
        coming = asyncio.create_task(cases.office.sending("POST", place, headers=first, content=slowly(inside, leave)))
        await inside.wait()
        refused = await cases.office.sending("POST", place, headers=second, content=b"%PDF")
        leave.set()
        return await coming, refused

    made, refused = asyncio.run(both())
    assert (made.status_code, code(refused)) == (201, (409, "SENDER_STILL_RUNNING"))


@pytest.mark.parametrize("place", ["sqlite", "postgresql"])
def test_ten_at_once_under_one_key_make_one_referral(request, place, tmp_path):
    opened = PLACES[place](request)
    cases = Office(bench=Bench(store=opened.open(), blobs=FileBlobs(tmp_path))).cases()
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: cases.post(REFERRALS, refer_document(), key='"k"'), range(10)))
    made = {one.content for one in answers if one.status_code == 201}
    assert (len(made), {code(one)[1] for one in answers if one.status_code != 201} - {"SENDER_STILL_RUNNING"}) == (
        1,
        set(),
    )
    assert len(cases.get(REFERRALS).json()["referrals"]) == 1
    opened.close()


# --- what is refused


def test_a_document_is_json(cases):
    assert code(cases.post(REFERRALS, refer_document(), Content_Type="text/plain")) == (
        415, "SENDER_UNSUPPORTED_MEDIA_TYPE",
    )  # fmt: skip


def test_a_document_does_not_bring_files_along(cases):
    document = refer_document(
        attachments=[{"file": "x.pdf", "category": "attachment", "media_type": "application/pdf"}]
    )
    assert code(cases.post(REFERRALS, document)) == (422, "SENDER_ATTACHMENT_REFUSED")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"Content_Type": "application/x-msdownload"}, (415, "SENDER_UNSUPPORTED_MEDIA_TYPE")),
        ({"Data_Category": "benefits"}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Data_Source": "hearsay"}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Content_Disposition": 'attachment; filename="../x.pdf"'}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Content_Disposition": 'inline; filename="x.pdf"'}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Content_Disposition": "attachment"}, (422, "SENDER_ATTACHMENT_REFUSED")),
        (
            {"Content_Disposition": "attachment; filename*=UTF-8''a.pdf; filename*0=b"},
            (422, "SENDER_ATTACHMENT_REFUSED"),
        ),
        ({"Content_Disposition": "attachment; filename*=undefined''a"}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Content_Disposition": f"attachment; filename*{'1' * 4301}=a"}, (422, "SENDER_ATTACHMENT_REFUSED")),
        ({"Content_Encoding": "gzip", "content": compress(b"%PDF")}, (415, "SENDER_UNSUPPORTED_MEDIA_TYPE")),
        ({"content": b""}, (422, "SENDER_ATTACHMENT_REFUSED")),
    ],
)
def test_a_file_says_what_it_is_or_stays_out(cases, draft, change, expected):
    assert code(cases.attach(draft, **change)) == expected
    assert cases.get(path(draft)).json()["attachments"] == []


def test_a_file_beyond_the_limit_is_refused_while_it_comes_in(cases, draft):
    limit = cases.office.bench.hub.policy.attachment_limit
    assert code(cases.attach(draft, b"x" * (limit + 1))) == (413, "SENDER_TOO_LARGE")


def test_a_name_may_have_letters_beyond_ascii(cases, draft):
    cases.attach(draft, Content_Disposition="attachment; filename*=UTF-8''%C3%9Cbersicht.pdf")
    assert cases.get(path(draft)).json()["attachments"][0]["name"] == "Übersicht.pdf"


def test_only_so_many_files_go_into_a_draft(cases, draft):
    for _ in range(cases.office.bench.hub.policy.attachment_count):
        assert cases.attach(draft).status_code == 201
    assert code(cases.attach(draft)) == (422, "SENDER_ATTACHMENT_REFUSED")


def test_nothing_is_attached_to_what_was_sent(cases, draft):
    sends(cases, draft)
    assert code(cases.attach(draft)) == (409, "HUB_ILLEGAL_STEP")


@pytest.mark.parametrize(
    ("verb", "document", "expected"),
    [
        ("/cancellation", {"reason": "mood"}, (422, "SENDER_SCHEMA_INVALID")),
        ("/cancellation", {}, (422, "SENDER_SCHEMA_INVALID")),
        ("/cancellation", [], (422, "SENDER_SCHEMA_INVALID")),
        ("/answers", {"data": 1}, (422, "SENDER_SCHEMA_INVALID")),
        ("/answers", {"data": {}}, (409, "HUB_ILLEGAL_STEP")),
    ],
)
def test_what_does_not_fit_is_refused(cases, draft, verb, document, expected):
    assert code(cases.post(path(draft, verb), document)) == expected


def test_a_whole_number_may_be_written_with_a_point(cases):
    document = consent_document(cases.office.bench.clock.now(), level=6, no_show=True, to=CENTRE, days=200)
    document["feedback"]["level"] = 6.0
    made = cases.post(CONSENTS, document)
    assert cases.get(made.headers["location"].removeprefix(ORIGIN)).json()["feedback_level"] == 6


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "cursor=x", "cursor=", "state=lost", "&".join(["state=sent"] * 24)]
)
def test_a_list_is_asked_for_in_its_own_words(cases, query):
    assert cases.get(f"{REFERRALS}?{query}").status_code == 400


def test_what_is_not_there_is_not_found(cases):
    assert code(cases.get(path(NOTHING))) == (404, "HUB_NOT_FOUND")
    assert code(cases.get(f"{CONSENTS}/{NOTHING}")) == (404, "HUB_NOT_FOUND")
    assert code(cases.post(f"{CONSENTS}/{NOTHING}/withdrawal", {})) == (404, "HUB_NOT_FOUND")
    assert code(cases.post(path(NOTHING, "/release"))) == (404, "HUB_NOT_FOUND")


def test_a_path_says_which_methods_it_takes(cases):
    answer = cases.call("OPTIONS", REFERRALS)
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    wrong = cases.call("DELETE", REFERRALS)
    assert (*code(wrong), wrong.headers["allow"]) == (405, "SENDER_METHOD_NOT_ALLOWED", "GET, HEAD, OPTIONS, POST")


def test_head_says_what_get_would_without_the_body(cases, draft):
    answer = cases.call("HEAD", path(draft))
    assert (answer.status_code, answer.headers["etag"], answer.content) == (200, '"1"', b"")


def test_nothing_personal_stands_in_the_answers_that_are_kept(cases):
    document = consent_document(cases.office.bench.clock.now(), level=6, no_show=True, to=CENTRE, days=200)
    cases.post(CONSENTS, document)
    cases.attach(cases.create())
    kept = json.dumps([one.reply.body.decode() for one in cases.office.bench.store._tables.replies.values()])
    assert [word for word in ("erfunden", "fragebogen.pdf", "health.", "P-1001") if word in kept] == []
