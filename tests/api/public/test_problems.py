"""The address in a problem's `type` leads to a page that says what it is and what to do, in both languages."""

import asyncio
import hashlib
import importlib
import pkgutil
from html import unescape

import httpx
import pytest

import exchange
from exchange.api.calls.terms import problems_of
from exchange.api.public.openapi import template
from exchange.api.public.problems import every_problem
from exchange.api.routes import api_calls, api_routes
from exchange.core.errors import GeleitError
from exchange.core.said import NOTHING
from exchange.core.text.forms import FORMS
from exchange.core.text.remote import FORM, names_command, what_to_do
from exchange.edge.application import app
from exchange.edge.wakeup import Wakeup
from tests.support.hubs import Bench

for module in pkgutil.walk_packages(exchange.__path__, "exchange."):
    # Every module, so that no error class of the house is missed; those of migrations run only inside Alembic.
    if ".migrations." not in module.name and not module.name.endswith("__main__"):
        importlib.import_module(module.name)
PROBLEMS = sorted({one.code for one in every_problem(GeleitError)})


@pytest.fixture(scope="module")
def application():
    hub = Bench().hub
    return app(api_routes(hub, wakeup=Wakeup()), hub=hub)


def get(application, path, **headers: str):
    async def ask():
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="https://hub.example") as client:
            return await client.get(path, headers=headers)

    return asyncio.run(ask())


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_has_a_page(application, code):
    answer = get(application, f"/problems/{code.lower()}")
    assert answer.status_code == 200
    assert code in answer.text
    assert "Was tun: " in answer.text
    assert "What to do: " in answer.text


def test_a_problem_leads_to_its_own_page(application):
    refused = get(application, "/packets/x").json()
    assert get(application, refused["type"].removeprefix("https://hub.jobcenter.example")).status_code == 200


@pytest.mark.parametrize(
    ("code", "german", "english"),
    [
        ("sender_schema_invalid", "erst, wenn die Anfrage berichtigt ist", "once the request has been corrected"),
        ("hub_database_away", "später unverändert noch einmal", "later, unchanged and with the same ids"),
        ("sender_not_genuine", "hilft nicht", "does not help"),
    ],
)
def test_a_page_says_in_both_languages_whether_to_try_again(application, code, german, english):
    page = get(application, f"/problems/{code}").text
    assert german in page
    assert english in page
    assert "after-fix" not in page


def test_there_is_no_page_for_what_is_no_problem(application):
    assert get(application, "/problems/sender_of_flowers").status_code == 404


def test_no_two_problems_share_a_code():
    codes = [one.code for one in every_problem(GeleitError)]
    assert sorted(codes) == PROBLEMS


def test_all_problems_are_listed_with_links_to_their_pages(application):
    listed = get(application, "/problems").text
    assert [code for code in PROBLEMS if f'href="/problems/{code.lower()}"' not in listed] == []


def test_pages_let_nothing_from_elsewhere_in(application):
    policy = get(application, "/api/docs").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "unsafe" not in policy


def test_the_vendored_script_is_the_published_one(application):
    kept = hashlib.sha256(get(application, "/api/docs/redoc.js").content).hexdigest()
    assert kept in get(application, "/api/docs/ORIGIN.txt").text


def test_files_of_the_documentation_are_sent_once_and_others_never(application):
    tag = get(application, "/api/docs/style.css").headers["etag"]
    assert get(application, "/api/docs/style.css", **{"If-None-Match": tag}).status_code == 304
    assert get(application, "/api/docs/pages.py").status_code == 404


def test_the_documentation_lists_every_call_without_any_script(application):
    text = get(application, "/api/docs").text
    calls = api_calls(Bench().hub, wakeup=Wakeup())
    assert all(call.words.de in unescape(text) and f"<code>{template(call.path)}</code>" in text for call in calls)


def test_no_refusal_a_call_can_end_in_sends_its_caller_to_a_command(application):
    reachable = {error.code: error for call in api_calls(Bench().hub, wakeup=Wakeup()) for error in problems_of(call)}
    assert [code for code, error in reachable.items() if names_command(what_to_do(error))] == []
    assert [code for code in reachable if names_command(FORM.get(code, FORMS.get(code, NOTHING)))] == []
    page = get(application, "/problems/sender_four_eyes").text
    assert "--approve-by" not in page
    assert "mit ihrer eigenen Passphrase" in unescape(page)
