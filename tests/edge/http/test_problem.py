import errno
import logging
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException
from starlette.routing import Route

from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import IllegalStep, Refusal, SchemaInvalid, SchemaUnusable
from exchange.core.session.attempts import SignInTooSoon
from exchange.core.text.remote import what_to_do
from exchange.core.unavailable import DatabaseUnavailable, DiskFull
from exchange.edge import app
from exchange.edge.endpoint import unguarded
from exchange.edge.http.body import NO_BODY
from exchange.edge.http.problem import as_error, language
from keys import errors as keys_errors
from schemas.errors import SchemasError
from tests.support.live import running
from tests.support.oauth_world import ORIGIN, World, said

TRACE = "019ca945-0a00-7000-8000-00000000abcd"
SECRET = "Erika Beispiel (erfunden)"


def failing(error: Exception) -> World:
    """A hub whose only address fails."""

    def core(_request, _body) -> None:
        raise error

    world = World()
    world.app = app([Route("/x", unguarded(core, media=NO_BODY, limit=0))], hub=world.hub)
    return world


def test_a_problem_says_what_happened_and_what_to_do():
    answer = failing(SchemaInvalid("x", pointer="/data")).send("GET", "/x", headers={"X-Request-Id": TRACE})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": f"{ORIGIN}/problems/sender_schema_invalid",
        "title": SchemaInvalid.de,
        "detail": what_to_do(SchemaInvalid).de,
        "status": 422,
        "code": "SENDER_SCHEMA_INVALID",
        "retryable": "after-fix",
        "trace": TRACE,
        "pointer": "/data",
        "expected": "was das Schema an dieser Stelle nennt",
    }


def test_who_has_to_wait_to_sign_in_is_told_how_long():
    answer = failing(SignInTooSoon(timedelta(seconds=7))).send("GET", "/x")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")


def test_a_problem_lists_what_is_allowed():
    assert failing(IllegalStep(allowed=("accepted",))).send("GET", "/x").json()["allowed"] == ["accepted"]


@pytest.mark.parametrize(
    ("wish", "tongue"),
    [
        ("", "de"), ("fr", "de"), ("de", "de"), ("en", "en"), ("en-GB,en;q=0.9", "en"), ("de,en", "de"),
        ("de;q=0.5, en;q=0.8", "en"), ("en;q=0.5, de", "de"), ("en;q=0", "de"), ("en;q=9", "de"), ("en,de", "en"),
        ("fr, en;q=0.1", "en"),
    ],
)  # fmt: skip
def test_the_language_is_german_unless_english_is_preferred(wish, tongue):
    assert language(wish) == tongue


@given(st.text())
def test_any_wish_at_all_finds_a_language(wish):
    assert language(wish) in {"de", "en"}


def test_where_a_detector_found_something_a_program_hears_how_to_write_it_and_of_no_command():
    detail = failing(ForbiddenText("forbidden:icd")).send("GET", "/x").json()["detail"]
    assert detail.endswith("Schreiben Sie, was die Person braucht, nicht, was sie hat.")


def test_an_english_reader_gets_english():
    answer = failing(SchemaInvalid()).send("GET", "/x", headers={"Accept-Language": "en"})
    assert (answer.json()["title"], answer.json()["detail"]) == (SchemaInvalid().en, what_to_do(SchemaInvalid).en)
    assert answer.headers["content-language"] == "en"


def of(base: type) -> list[type]:
    return [base, *(leaf for child in base.__subclasses__() for leaf in of(child))]


@pytest.mark.parametrize("kind", of(keys_errors.KeysError)[1:], ids=lambda kind: kind.code)
def test_whatever_keys_refuse_is_a_documented_answer(kind):
    status, code = said(failing(kind(SECRET)).send("GET", "/x"))
    assert (400 <= status < 500 and code.startswith("SENDER_")) or (status, code) == (503, "HUB_KEY_AWAY")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DatabaseUnavailable(), 503),
        (DiskFull(), 507),
        (keys_errors.VaultLocked(), 503),
        (keys_errors.VaultBroken(), 503),
    ],
)
def test_what_is_away_says_when_to_come_again(error, status):
    answer = failing(error).send("GET", "/x")
    assert (answer.status_code, answer.headers["retry-after"]) == (status, "60")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 415, 418, 500, 503])
def test_an_error_of_the_framework_becomes_one_of_ours(status):
    error = as_error(HTTPException(status, SECRET))
    assert isinstance(error, Refusal) is (status < 500)
    assert (SECRET in str(error), error.allowed) == (False, ())


def test_a_schema_that_cannot_be_used_is_said_to_be():
    assert isinstance(as_error(SchemasError("urn:geleit:schema:weather:1")), SchemaUnusable)


@pytest.mark.parametrize(
    "error", [ValueError(SECRET), KeyError(SECRET), SchemaInvalid(SECRET), HTTPException(400, SECRET)]
)
def test_no_answer_repeats_what_was_sent(error):
    assert SECRET not in failing(error).send("GET", "/x").text


def test_the_unexpected_leaves_its_type_and_trace_and_nothing_else(caplog):
    world = failing(ValueError(SECRET))
    with caplog.at_level(logging.DEBUG), running(world.app) as address:
        answer = httpx.get(f"{address}/x", headers={"X-Request-Id": TRACE})
    assert said(answer) == (500, "HUB_ERROR")
    ours = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [(one.msg, one.error, one.trace) for one in ours] == [("unexpected", "ValueError", TRACE)]
    assert SECRET not in caplog.text


def test_an_unknown_address_is_a_problem_and_no_redirect():
    world = World()
    assert said(world.send("GET", "/nowhere")) == (404, "HUB_NOT_FOUND")
    assert said(world.send("GET", "/jwks/", headers={"Host": "evil.example"})) == (404, "HUB_NOT_FOUND")


def test_a_wrong_method_names_the_right_ones():
    answer = World().send("DELETE", "/oauth/token")
    assert said(answer) == (405, "SENDER_METHOD_NOT_ALLOWED")
    assert (answer.headers["allow"], answer.json()["allowed"]) == ("POST", ["POST"])


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_wherever_it_is_met(number):
    assert said(failing(OSError(number, "voll")).send("GET", "/x")) == (507, "HUB_DISK_FULL")


def test_another_fault_of_the_system_is_ours():
    assert said(failing(OSError(errno.EACCES, "nein")).send("GET", "/x")) == (500, "HUB_ERROR")
