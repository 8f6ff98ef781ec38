"""The same flows on real files: what only shows where everything is stored for good."""

import sqlite3

import pytest

from exchange.core.vocabulary import State
from exchange.flows.collect import collect
from exchange.flows.verify import verify_log
from tests.flows.hubs import CENTRE, Bench
from tests.flows.test_feedback import content
from tests.storage.places import SqlPlace


@pytest.fixture
def place(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    yield place
    place.close()


def files(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())


def test_the_whole_path_holds_on_files(place):
    bench = Bench(store=place.open())
    voice = bench.under_way("under-review", "accepted", "scheduled", "in-service", "completed")
    assert voice.referral.state is State.COMPLETED
    report = verify_log(hub=bench.hub)
    assert (report.findings, report.disclosures, report.ledger_lines) == ((), 1, 1)


def test_question_answer_and_withdrawal_hold_on_files(place):
    bench = Bench(store=place.open())
    voice = bench.under_way("under-review", "question")
    bench.answer(voice.referral, data={"note": "Ja."})
    bench.withdraw(voice.referral.consent)
    assert [one["name"] for one in bench.mail()] == ["withdrawn", "packet-available"]
    assert verify_log(hub=bench.hub).findings == ()


def test_early_events_wait_on_files(place):
    voice = Bench(store=place.open()).under_way()
    first, second = voice.signed("under-review"), voice.signed("accepted")
    assert [voice.sends(second), voice.sends(first), voice.sends(second)] == ["parked", "accepted", "accepted"]


def test_no_byte_of_refused_feedback_is_in_any_file(place, tmp_path):
    voice = Bench(store=place.open()).under_way("under-review", level=1)
    compact = voice.signed("feedback", content("recommendation", "appointment"))
    assert voice.sends(compact) == "clause:category"
    place.close()
    stored = files(tmp_path)
    middle = compact.split(".")[1].encode()
    assert [canary in stored for canary in (middle, middle[400:460], b"other-service", b"2026-12-08T09")] == [False] * 4


def test_a_changed_record_is_found(place, tmp_path):
    bench = Bench(store=place.open())
    bench.under_way("under-review")
    with sqlite3.connect(tmp_path / "main.db") as raw:
        changed = "UPDATE record SET body = CAST(body || X'20' AS BLOB) WHERE person = '' AND position = 1"
        assert raw.execute(changed).rowcount == 1
    assert [(one.index, one.what) for one in verify_log(hub=bench.hub).findings] == [(1, "record-changed")]


def test_a_missing_leaf_is_found(place, tmp_path):
    bench = Bench(store=place.open())
    with sqlite3.connect(tmp_path / "main.db") as raw:
        raw.execute("DELETE FROM leaf WHERE position = (SELECT max(position) FROM leaf)")
    found = {one.what for one in verify_log(hub=bench.hub).findings}
    assert "gap" in found


def test_tens_of_thousands_of_odd_acknowledgements_are_nobodys(place):
    bench = Bench(store=place.open())
    bench.sent()
    odd = [str(number) for number in range(60_000)]
    assert len(collect(CENTRE, limit=9, acks=odd, errors={}, hub=bench.hub).sets) == 1
