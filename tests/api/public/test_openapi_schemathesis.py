"""Schemathesis against a real server: answers are those the document names, wrong input is refused, never a 500."""

import os
import re
from dataclasses import dataclass, field
from functools import partial

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from requests import Session
from schemathesis.checks import CHECKS

from exchange.api.public.openapi import document
from exchange.api.routes import api_calls
from exchange.edge.wakeup import Wakeup
from exchange.storage.files.blobs import FileBlobs
from tests.support.hubs import KIM, ORIGIN, Bench
from tests.support.live import running
from tests.support.office import CENTRE, Office, TickingClock
from tests.support.places import SqlPlace

SOAK = os.environ.get("GELEIT_SOAK") == "1"
EXAMPLES = 500 if SOAK else 3
MANY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=not SOAK)
CALLS = api_calls(Bench().hub, wakeup=Wakeup())
SCHEMA = schemathesis.openapi.from_dict(document(CALLS, origin=ORIGIN, scopes=["referral.send"]))
SCHEMA.config.generation.update(with_security_parameters=False)
SCHEMA.config.phases.coverage.enabled = SOAK
SCHEMA.config.checks.negative_data_rejection.expected_statuses += ["412", "413"]
SCHEMA.config.checks.missing_required_header.expected_statuses += ["412", "428"]
BEYOND = ("positive_data_acceptance", "ignored_auth")
"""A document cannot say that consent, state and four eyes refuse well-formed calls; the second is done with proofs."""
STAFF = re.compile(r"(?:[!-$&-~]|%[0-9A-Fa-f]{2}){1,400}")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@schemathesis.serializer("application/secevent+jwt", "application/pdf")
def as_it_is(_, value):
    return {"data": value if isinstance(value, bytes) else str(value).encode()}


@dataclass
class Live:
    """A served hub with one referral, and the two systems that call it."""

    url: str
    office: Office
    callers: dict = field(default_factory=dict)
    session: Session = field(default_factory=Session)

    def __post_init__(self) -> None:
        self.office.bench.a_consent()
        self.callers["cases"], self.callers["partner"] = self.office.cases(), self.office.client(CENTRE)
        self.referral = self.callers["cases"].create()

    def sign(self, path, request):
        """Give the prepared request a token and a proof; where it names staff, staff there are."""
        caller = self.callers["cases" if path.startswith("/api/v1/") else "partner"]
        signed = caller.headers(request.method, request.path_url)
        if "On-Behalf-Of" in signed and not STAFF.fullmatch(str(request.headers.get("On-Behalf-Of", ""))):
            del signed["On-Behalf-Of"]
        request.headers.update(signed)
        return request


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    folder = tmp_path_factory.mktemp("live")
    place = SqlPlace.sqlite(folder)
    bench = Bench(store=place.open(), blobs=FileBlobs(folder / "blobs"), clock=TickingClock())
    office = Office(bench=bench, longest=0.0)
    with running(office.app) as url:
        yield Live(url, office)
    place.close()


def typed(case):
    """Whether all that is wrong is the type of a header: over the wire a number is a text like any other."""
    wrong = getattr(case.meta and case.meta.phase.data, "description", None) or ""
    place = getattr(case.meta and case.meta.phase.data, "parameter_location", None)
    return "ncorrect type" in wrong and getattr(place, "name", "") == "HEADER"


@SCHEMA.parametrize()
@MANY
def test_every_answer_is_one_the_document_names(live, case):
    given = str((case.path_parameters or {}).get("id", ""))
    if case.operation.path.startswith("/api/v1/referrals/") and UUID.fullmatch(given):
        case.path_parameters["id"] = live.referral
    excluded = [CHECKS.get_one(name) for name in (*BEYOND, *(["negative_data_rejection"] if typed(case) else []))]
    case.call_and_validate(
        base_url=live.url, session=live.session, auth=partial(live.sign, case.operation.path), excluded_checks=excluded
    )


@pytest.mark.parametrize("call", [call for call in CALLS if call.scope], ids=lambda call: call.name)
def test_a_call_without_a_token_or_with_anothers_is_turned_away(live, call):
    path = call.path.replace("{id:path}", "x").replace("{id}", live.referral).replace("{sha256}", "A" * 43)
    assert live.session.request(call.method, live.url + path).status_code == 401
    other = live.callers["partner" if path.startswith("/api/v1/") else "cases"].headers(call.method, path)
    allowed = {"directory.read"}
    refused = live.session.request(call.method, live.url + path, headers={**other, "On-Behalf-Of": KIM})
    assert refused.status_code == 403 or call.scope in allowed
