"""A call under a key is done once, however often it is made."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from exchange.api.calls.on_behalf_of import Running
from exchange.core.staff.caller import StillRunning
from exchange.storage.files.blobs import FileBlobs
from tests.support.casework import CONSENTS, REFERRALS, approves, path
from tests.support.hubs import BOSS, CENTRE, Bench, consent_document, refer_document
from tests.support.office import Office, code
from tests.support.places import PLACES

PNG = b"\x89PNG\r\n\x1a\n"


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
        {"content": b"%PDF-1.7 Anderes"},
        {"Content_Type": "image/png", "Content_Disposition": 'attachment; filename="x.png"', "content": PNG},
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
        yield b"%PDF-"
        inside.set()
        await leave.wait()

    async def both():
        inside, leave = asyncio.Event(), asyncio.Event()
        first, second = (cases.headers("POST", place) | told for _ in range(2))
        coming = asyncio.create_task(cases.office.sending("POST", place, headers=first, content=slowly(inside, leave)))
        await inside.wait()
        refused = await cases.office.sending("POST", place, headers=second, content=b"%PDF-")
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


def test_nothing_personal_stands_in_the_answers_that_are_kept(cases):
    document = consent_document(cases.office.bench.clock.now(), level=6, no_show=True, to=CENTRE, days=200)
    cases.post(CONSENTS, document)
    cases.attach(cases.create())
    kept = json.dumps([one.reply.body.decode() for one in cases.office.bench.store._tables.replies.values()])
    assert [word for word in ("erfunden", "fragebogen.pdf", "health.", "P-1001") if word in kept] == []
