"""A review as OSCAL: valid for NIST's own schema, and each result with the status that it stands for."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import jsonschema_rs
import pytest

import schemas
from exchange.core.compliance.outcome import Result, RuleTally
from exchange.flows.compliance.review import Span, review
from exchange.reports.oscal import CATALOGUES, assessment_results
from tests.support.clock import NOON
from tests.support.hubs import Bench

HUB = "https://hub.jobcenter.example"
SCHEMA = json.loads((Path(__file__).parent / "nist" / "oscal_assessment-results_schema.json").read_text())
EDITION_2023 = re.compile(r"(?:ISMS|ORP|CON|OPS|DER|APP|SYS|IND|NET|INF)(?:\.\d+)+(?:\.A\d+)?")


@pytest.fixture(scope="module")
def done():
    bench = Bench()
    bench.under_way("under-review", "accepted", level=1)
    return review(span=Span(), only="", hub=bench.hub)


@pytest.fixture(scope="module")
def valid():
    return jsonschema_rs.validator_for(SCHEMA)


def written(done, language="de", span=None):
    return assessment_results(done, span=span or Span(), origin=HUB, language=language)


def result(done):
    (one,) = written(done)["assessment-results"]["results"]
    return one


@pytest.mark.parametrize("language", ["de", "en"])
def test_it_is_valid_for_the_schema_of_nist(done, valid, language):
    assert [str(one) for one in valid.iter_errors(written(done, language))] == []


def test_a_review_of_nothing_is_valid_too_and_finds_nothing(valid):
    empty = written(review(span=Span(since=NOON), only="CO-05", hub=Bench().hub), span=Span(since=NOON))
    assert [str(one) for one in valid.iter_errors(empty)] == []
    (one,) = empty["assessment-results"]["results"]
    assert "findings" not in one
    assert len(one["observations"]) == 1


def test_what_is_not_valid_is_found(done, valid):
    broken = written(done)
    broken["assessment-results"]["uuid"] = "01a22e99-8e0a-7899-ac3e-8484afff4fd7"
    assert not valid.is_valid(broken)


@pytest.mark.parametrize(
    ("counts", "status"),
    [
        ({Result.PASS: 3, Result.NOT_APPLICABLE: 1}, {"state": "satisfied", "reason": "pass"}),
        ({Result.PASS: 3, Result.FAIL: 1, Result.UNDECIDABLE: 2}, {"state": "not-satisfied", "reason": "fail"}),
        ({Result.PASS: 3, Result.UNDECIDABLE: 1}, {"state": "not-satisfied", "reason": "other"}),
        ({Result.NOT_APPLICABLE: 2}, None),
        ({}, None),
    ],
)
def test_each_result_has_its_status_and_what_concerned_nothing_has_none(done, counts, status):
    one = replace(done.rules[0], tally=RuleTally(counts, None), open=[])
    findings = result(replace(done, rules=[one])).get("findings", [])
    assert [found["target"]["status"] for found in findings] == ([status] if status else [])


def test_every_open_case_is_an_observation_its_finding_names(done):
    one = result(done)
    observed = {each["uuid"]: each for each in one["observations"]}
    open_ = sum(len(each.open) for each in done.rules)
    assert len(observed) == len(done.rules) + open_
    related = [each["observation-uuid"] for found in one["findings"] for each in found["related-observations"]]
    assert set(related) <= set(observed)
    assert len(related) == len(one["findings"]) + open_
    said = {each["description"] for each in observed.values()}
    assert {finding.says.de for each in done.rules for finding in each.open} <= said


def test_the_plan_it_imports_is_the_rulebook_and_lies_inside(done):
    whole = written(done)["assessment-results"]
    (plan,) = [one for one in whole["back-matter"]["resources"] if f"#{one['uuid']}" == whole["import-ap"]["href"]]
    held = json.loads(base64.b64decode(plan["base64"]["value"]))
    assert held == {name: said for name, (_, said) in schemas.rules().items()}
    digest = hashlib.sha256(base64.b64decode(plan["base64"]["value"])).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == done.rulebook_sha256


def test_every_control_is_of_the_edition_that_is_pinned_by_commit_and_digest(done):
    controls = {control for one in done.rules for control in one.rule.controls}
    assert controls
    assert [one for one in controls if not EDITION_2023.fullmatch(one)] == []
    included = result(done)["reviewed-controls"]["control-selections"][0]["include-controls"]
    assert {one["control-id"] for one in included} == controls
    pinned = [one for one in written(done)["assessment-results"]["back-matter"]["resources"] if "rlinks" in one]
    assert [one["title"] for one in pinned] == list(CATALOGUES)
    for one in pinned:
        (commit,) = [each["value"] for each in one["props"] if each["name"] == "commit"]
        assert re.fullmatch("[0-9a-f]{40}", commit)
        assert re.fullmatch("[0-9a-f]{64}", one["rlinks"][0]["hashes"][0]["value"])


def test_one_review_has_the_same_ids_and_another_others(done):
    assert written(done) == written(done)
    day = timedelta(days=1)
    others = (written(replace(done, at=NOON + day)), written(done, span=Span(since=NOON)))
    ids = {one["assessment-results"]["uuid"] for one in (written(done), *others)}
    assert len(ids) == 3
