"""OSCAL assessment results (NIST, 1.2.1): a compliance review as other programs for audits read it.

One finding a rule, by its worst result: passed is satisfied; failed, and what could not be checked (reason `other`), is
not satisfied; a rule that concerned nothing has an observation and no finding. Every open case is an observation.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import schemas
from exchange.core.compliance.outcome import Result, RuleFinding
from exchange.core.ids import show_instant
from exchange.core.said import Said
from exchange.core.text.dates import Language
from exchange.flows.compliance.review import Judged, Review, Span
from exchange.reports.wording import spoken
from keys.strictjson import canonical

VERSION = "1.2.1"
NAMESPACE = "urn:geleit:oscal"
"""Of our own properties."""
CATALOGUES: Mapping[str, Mapping[str, str]] = {
    "IT-Grundschutz-Kompendium, Edition 2023": {
        "href": "https://github.com/BSI-Bund/Stand-der-Technik-Bibliothek",
        "path": "control_layer/Mappings/IT-GS2023-zu-GSpp/ITGS-to-GS++-mapping_collection.json",
        "commit": "47de2824a341812438ef3f044b3f65ce2cad6e32",
        "sha256": "df7ea11261ace956a3ebb440f60928851a4815f5545775ac9b24e4d3d22f267f",
    },
    "Grundschutz++, Kernel": {
        "href": "https://github.com/BSI-Bund/Stand-der-Technik-Bibliothek",
        "path": "control_layer/Grundschutz++/sources/catalogs/Kernel/BSI-Stand-der-Technik-Kernel-catalog.json",
        "commit": "47de2824a341812438ef3f044b3f65ce2cad6e32",
        "sha256": "5150ee1680bf50654af175c5f313c4c56e4641a59759e7e20b44fe998dd22b0c",
    },
}
"""The BSI's catalogues as they were when the rules named their controls: the second rolls, and identifiers move."""
_TITLE = Said("Prüfung aller Überleitungen", "Review of all referrals")
_DESCRIBED = Said(
    "Jede Regel gegen alles, was im Zeitraum geschah. Nicht prüfbar ist keine Freigabe.",
    "Every rule against all that happened in the span. What cannot be checked is no clearance.",
)
_PLAN = Said("Regelwerk dieser Prüfung, als Plan", "Rulebook of this review, as its plan")
_COUNTED = Said(
    "{passed} erfüllt, {failed} verletzt, {undecidable} nicht prüfbar, {unconcerned} nicht betroffen.",
    "{passed} passed, {failed} failed, {undecidable} cannot be checked, {unconcerned} not concerned.",
)
_STATUS: Mapping[Result, Mapping[str, str]] = {
    Result.FAIL: {"state": "not-satisfied", "reason": "fail"},
    Result.UNDECIDABLE: {"state": "not-satisfied", "reason": "other"},
    Result.PASS: {"state": "satisfied", "reason": "pass"},
}
"""By result, the worst first: what a finding says of its rule. What a rule does not concern it says nothing of."""


def assessment_results(done: Review, *, span: Span, origin: str, language: Language) -> dict[str, Any]:
    """Write a review down. The same review has the same UUIDs (v5, of the hub's origin and what each is about)."""
    of = (origin, "oscal", *(show_instant(one) if one else "" for one in (done.at, span.since, span.until)))
    ours = uuid5(NAMESPACE_URL, "/".join((*of, *(one.rule.id for one in done.rules))))
    plan = _uuid(ours, "plan", done.rulebook_sha256)
    return {
        "assessment-results": {
            "uuid": str(ours),
            "metadata": {
                "title": spoken(_TITLE, language),
                "last-modified": show_instant(done.at),
                "version": done.rulebook_sha256,
                "oscal-version": VERSION,
                "props": [_prop("hub", origin), _prop("unarmed-rules", str(done.unarmed))],
            },
            "import-ap": {"href": f"#{plan}"},
            "results": [_result(done, span, ours, language)],
            "back-matter": {"resources": [_plan(plan, done, language), *_catalogues(ours)]},
        }
    }


def _result(done: Review, span: Span, ours: UUID, language: Language) -> dict[str, Any]:
    observations = [one for rule in done.rules for one in _observations(rule, done, ours, language)]
    findings = [found for rule in done.rules if (found := _finding(rule, ours, language))]
    result = {
        "uuid": _uuid(ours, "result"),
        "title": spoken(_TITLE, language),
        "description": spoken(_DESCRIBED, language),
        "start": show_instant(span.since or done.at),
        "end": show_instant(done.at),
        "reviewed-controls": _reviewed(done),
        "observations": observations,
    }
    return {**result, "findings": findings} if findings else result


def _reviewed(done: Review) -> dict[str, Any]:
    controls = sorted({control for one in done.rules for control in one.rule.controls})
    chosen: dict[str, Any] = {"include-all": {}}
    if controls:
        chosen = {"include-controls": [{"control-id": one} for one in controls]}
    objectives = [{"objective-id": one.rule.id} for one in done.rules]
    return {"control-selections": [chosen], "control-objective-selections": [{"include-objectives": objectives}]}


def _observations(one: Judged, done: Review, ours: UUID, language: Language) -> Iterator[dict[str, Any]]:
    counts = one.tally.show()
    counted = {
        "passed": counts["pass"],
        "failed": counts["fail"],
        "undecidable": counts["undecidable"],
        "unconcerned": counts["not-applicable"],
    }
    yield {
        "uuid": _uuid(ours, "counts", one.rule.id),
        "title": f"{one.rule.id}: {spoken(one.rule.title, language)}",
        "description": spoken(_COUNTED, language).format(**counted),
        "props": [*(_prop(name, str(count)) for name, count in counts.items()), _prop("armed", str(one.armed).lower())],
        "methods": ["TEST"],
        "collected": show_instant(done.at),
    }
    for number, finding in enumerate(one.open):
        yield _open(finding, _uuid(ours, "open", one.rule.id, str(number)), done.at, language)


def _open(finding: RuleFinding, uuid: str, at: datetime, language: Language) -> dict[str, Any]:
    props = [
        _prop("result", finding.result.value),
        _prop("subject", finding.subject),
        _prop("at", show_instant(finding.at)),
        *(_prop("looked-at", f"{one.what}: {one.value}".strip()) for one in finding.looked_at),
        *([_prop("belated", str(finding.belated))] if finding.belated else []),
        *([_prop("waiver", finding.waiver)] if finding.waiver else []),
    ]
    described = {
        "uuid": uuid,
        "title": f"{finding.rule}: {finding.law}",
        "description": spoken(finding.says, language),
        "props": props,
        "methods": ["TEST"],
        "collected": show_instant(at),
    }
    return {**described, "remarks": spoken(finding.fix, language)} if any(finding.fix) else described


def _finding(one: Judged, ours: UUID, language: Language) -> dict[str, Any] | None:
    worst = next((result for result in _STATUS if one.tally.counts.get(result)), None)
    if worst is None:
        return None
    related = [_uuid(ours, "counts", one.rule.id)]
    related += [_uuid(ours, "open", one.rule.id, str(number)) for number in range(len(one.open))]
    title = f"{one.rule.id}: {spoken(one.rule.title, language)}"
    return {
        "uuid": _uuid(ours, "finding", one.rule.id),
        "title": title,
        "description": spoken(one.open[0].says, language) if one.open else title,
        "props": [_prop("severity", one.rule.severity)],
        "target": {"type": "objective-id", "target-id": one.rule.id, "status": dict(_STATUS[worst])},
        "related-observations": [{"observation-uuid": uuid} for uuid in related],
    }


def _plan(plan: str, done: Review, language: Language) -> dict[str, Any]:
    rules = canonical({name: said for name, (_, said) in schemas.rules().items()})
    return {
        "uuid": plan,
        "title": spoken(_PLAN, language),
        "props": [{"name": "type", "value": "plan"}, _prop("rulebook-sha256", done.rulebook_sha256)],
        "base64": {
            "filename": "rulebook.json",
            "media-type": "application/json",
            "value": base64.b64encode(rules).decode(),
        },
    }


def _catalogues(ours: UUID) -> Sequence[dict[str, Any]]:
    return [
        {
            "uuid": _uuid(ours, "catalogue", name),
            "title": name,
            "props": [_prop("commit", one["commit"]), _prop("path", one["path"])],
            "rlinks": [{"href": one["href"], "hashes": [{"algorithm": "SHA-256", "value": one["sha256"]}]}],
        }
        for name, one in CATALOGUES.items()
    ]


def _prop(name: str, value: str) -> dict[str, str]:
    return {"name": name, "ns": NAMESPACE, "value": value}


def _uuid(ours: UUID, *about: str) -> str:
    return str(uuid5(ours, "/".join(about)))
