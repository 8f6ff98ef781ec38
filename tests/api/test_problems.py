"""The address in a problem's `type` leads to a page that says what it is and what to do, in both languages."""

import asyncio

import httpx
import pytest

from exchange.api.problems import every_problem
from exchange.api.routes import api_routes
from exchange.core.errors import GeleitError
from exchange.edge.application import app
from exchange.edge.bell import Bell
from tests.flows.hubs import Bench

PROBLEMS = sorted({one.code for one in every_problem(GeleitError)})


@pytest.fixture(scope="module")
def application():
    hub = Bench().hub
    return app(api_routes(hub, bell=Bell()), hub=hub)


def get(application, path):
    async def ask():
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url="https://hub.example") as client:
            return await client.get(path)

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
