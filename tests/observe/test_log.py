"""The operational log: what is not on the list, and not of the form, cannot be said in it."""

import io
import json
import logging
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.observe.log import FIELDS, AllowList, Readable, handlers, start_logging

NAME = "Erika Beispiel"
GOOD = {
    "trace": "019ca945-0a00-7000-8000-00000000abcd", "method": "GET", "route": "/packets/{id}", "status": 200,
    "seconds": 0.25, "count": 3, "state": "dead-letter", "code": "HUB_DISK_FULL", "error": "ValueError",
    "partner": "https://beratung.example", "listen": "127.0.0.1:8080", "metrics": "127.0.0.1:9464",
}  # fmt: skip


def record(message="call", *args: object, name="exchange.edge.http.trace", raised=None, **extra: object):
    info = (type(raised), raised, raised.__traceback__) if raised else None
    made = logging.getLogger(name).makeRecord(name, logging.INFO, "x.py", 1, message, args, info, extra=extra)
    return AllowList().format(made)


def test_a_line_says_when_how_bad_where_and_what():
    line = json.loads(record(**GOOD))
    assert line.pop("at").endswith("+00:00")
    assert line == {"level": "info", "logger": "exchange.edge.http.trace", "event": "call"} | GOOD
    assert set(GOOD) == set(FIELDS)


def test_a_field_that_is_not_on_the_list_cannot_be_logged():
    assert NAME not in record(person=NAME, body={"name": NAME}, url=f"/x?{NAME}")


@pytest.mark.parametrize("field", sorted(FIELDS))
@pytest.mark.parametrize("value", [NAME, "Beispiel", "erika@beispiel.example", "030 5550123", {"name": NAME}, [NAME]])
def test_a_listed_field_has_no_room_for_a_person(field, value):
    said = json.loads(record(**{field: value}))[field]
    assert said == "?" or (field == "error" and value == "Beispiel")


def test_an_address_that_was_asked_for_is_no_template():
    assert json.loads(record(route="/referrals/Erika?q=1"))["route"] == "?"


def test_what_a_message_is_filled_with_and_what_an_error_says_stay_out():
    assert NAME not in record("call %s", NAME)
    assert NAME not in record("work failed", raised=ValueError(NAME))


def test_another_librarys_words_stay_out():
    line = json.loads(record(f"GET /x?{NAME}", name="uvicorn.error"))
    assert set(line) == {"at", "level", "logger"}


@given(st.text(), st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text() | st.integers() | st.floats()))
def test_any_record_at_all_becomes_one_line(message, extra):
    assert "\n" not in record(message, **extra)


def test_people_at_a_terminal_read_a_sentence():
    made = logging.getLogger("exchange").makeRecord("exchange", logging.INFO, "x", 1, "call", (), None, extra=GOOD)
    assert "info    event=call trace=" in Readable().format(made)


@pytest.fixture
def logged():
    """A process's log, put back to how it was afterwards."""
    root, kept = logging.getLogger(), (sys.unraisablehook, threading.excepthook, logging.raiseExceptions)
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in ("httpx", "httpcore", "alembic", "uvicorn")}
    out = io.StringIO()
    start_logging(out)
    yield out
    root.handlers[:], root.level = handlers, level
    sys.unraisablehook, threading.excepthook, logging.raiseExceptions = kept
    logging.captureWarnings(capture=False)
    for name, kept_level in levels.items():
        logging.getLogger(name).setLevel(kept_level)


def test_a_thread_that_dies_shows_the_kind_of_its_error_and_no_more(logged, capfd):
    def die():
        raise ValueError(NAME)

    thread = threading.Thread(target=die)
    thread.start()
    thread.join()
    line = json.loads(logged.getvalue())
    assert (line["event"], line["error"]) == ("thread ended", "ValueError")
    assert capfd.readouterr().err == ""


def test_a_log_that_cannot_be_written_does_not_spill_what_it_should_not_say(logged, capfd):
    logged.close()
    logging.getLogger("exchange").error(NAME, extra={"person": NAME})
    assert capfd.readouterr().err == ""


def test_a_handler_that_a_library_brought_along_is_taken_away():
    root, other, written = logging.getLogger(), logging.getLogger("library.of.others"), io.StringIO()
    before = root.handlers[:]
    try:
        other.addHandler(logging.StreamHandler(written))
        start_logging(io.StringIO())
        other.error(NAME)
        assert (written.getvalue(), handlers()) == ("", {"StreamHandler": True})
    finally:
        root.handlers[:] = before
        other.handlers.clear()


def test_a_handler_beside_ours_is_told_from_it():
    root, other = logging.getLogger(), logging.getLogger("exchange.other")
    before = root.handlers[:]
    try:
        start_logging(io.StringIO())
        other.addHandler(logging.NullHandler())
        assert handlers()["StreamHandler"] is True
        assert "NullHandler" not in handlers()
        other.addHandler(logging.StreamHandler(io.StringIO()))
        assert handlers()["StreamHandler"] is False
    finally:
        root.handlers[:] = before
        other.handlers.clear()
