"""Secrecy and provenance (SP): who may pass on a professional's word, what stands in it (§ 76 SGB X, § 203 StGB)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from exchange.core.calendar import day_of
from exchange.core.compliance.case import EventCase, PacketCase
from exchange.core.compliance.house import EnrolmentCase, HubCase
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.consent.clause import frees
from exchange.core.consent.field import ATTACHMENT, PROFESSIONAL, read
from exchange.core.detection.blocked import blocked_in
from exchange.core.errors import Malformed
from exchange.core.packet.manifest import Row
from exchange.core.partner.identity import ALWAYS_BOUND, BOUND_BY_203
from exchange.core.vocabulary import SENSITIVE, Category

REPORT_COUNTS = timedelta(days=3 * 365)
"""How old a report may be: three years, which is policy and no law."""
_REPORTS = SENSITIVE
"""A file of one of these categories is a report on the person."""
_OF_HEALTH = frozenset({"atc", "icd", "ops", "dose"})


def sp_03(case: PacketCase) -> RuleOutcome:
    """What a professional wrote goes to this recipient on a release of theirs that was open at sealing."""
    look = Look()
    if case.rows is None:
        return look.misses("das Manifest", "the manifest")
    rows = [row for row in case.sorts if row.source.startswith(PROFESSIONAL)]
    if not rows:
        return look.does_not_concern("nichts kam von einer Fachperson", "nothing came from a professional")
    for source in sorted({row.source for row in rows}):
        look.at("source", source)
    if any(row.source == PROFESSIONAL for row in rows):
        return look.misses("der Name der Fachperson", "the professional's name")
    if case.consent is None or not case.consent.is_readable:
        return look.misses("die Einwilligung", "the consent")
    return look.passes(all(_released(case, row) for row in rows))


def sp_01(case: EventCase | EnrolmentCase) -> RuleOutcome:
    """Whom § 203 StGB binds tells only what a release of theirs towards this hub covers, declared by itself.

    As a partner is enrolled: that the flag which says whom it binds is right for its kind.
    """
    return _flagged(case) if isinstance(case, EnrolmentCase) else _told(case)


def _flagged(case: EnrolmentCase) -> RuleOutcome:
    """Always bound is who heals; of the other kinds it protects, two people say with a reason that one is not."""
    look, said = Look(), case.version.document
    if "kind" not in said or "bound_by_203" not in said:
        return look.misses("was die Stelle ist", "what the partner is")
    look.at("kind", said["kind"])
    look.at("bound_by_203", said["bound_by_203"])
    if said["bound_by_203"] or said["kind"] not in BOUND_BY_203:
        return look.passes(holds=True)
    return look.passes(said["kind"] not in ALWAYS_BOUND and str(said.get("unbound_reason", "")).strip())


def _told(case: EventCase) -> RuleOutcome:
    look = Look()
    told = sorted(set(case.line.categories) - {Category.FB_RECEIPT})
    for one in told:
        look.at("category", one)
    if not told:
        return look.does_not_concern("nichts über die Person wurde gesagt", "nothing of the person was told")
    if case.covered is not None:
        return look.passes(case.covered)
    if case.bound is None:
        return look.misses("was die Stelle damals war", "what the partner was then")
    if not case.bound:
        return look.does_not_concern("die Stelle ist nicht an § 203 StGB gebunden", "section 203 does not bind it")
    return look.fails() if case.referral.power else _on_a_release(case, look, told=told)


def _on_a_release(case: EventCase, look: Look, *, told: Collection[str]) -> RuleOutcome:
    if case.consent is None or not case.consent.is_readable:
        return look.misses("die Einwilligung", "the consent")
    own = [one for one in case.consent.releases if one.declaration]
    return look.passes(frees(own, speaker=case.referral.partner, hearer=case.hub, categories=told, at=case.at))


def sp_02(case: HubCase) -> RuleOutcome:
    """Everybody with technical access was bound to secrecy before it began, and still is: staff and sub-processors."""
    look = Look()
    for who, since in sorted(case.operators.items()):
        look.at("operator", who)
        if not _bound(case, who, since=since, look=look):
            return look.fails()
    if not case.processors:
        return look.misses("die Liste der Unterauftragnehmer", "the list of sub-processors")
    hosted = [one for one in case.processors if not one.document["own_hub"]]
    if any("subprocessors" not in one.document for one in hosted):
        return look.misses("die Liste der Unterauftragnehmer", "the list of sub-processors")
    parties = [(str(name), one.valid_from) for one in hosted for name in one.document["subprocessors"]]
    return look.passes(all(_bound(case, name, since=since, look=look) for name, since in parties))


def _bound(case: HubCase, who: str, *, since: datetime, look: Look) -> bool:
    held = case.registers.held(FactKind.SECRECY, who, at=case.at)
    for one in held:
        look.fact(one, at=case.at, day=day_of)
    return any(date.fromisoformat(str(one.document["bound_on"])) <= day_of(since) for one in held)


def sp_04(case: PacketCase) -> RuleOutcome:
    """No diagnosis, code or dose stands where people can read it; what only looks like it was confirmed by a person.

    `permits` looks at each value before it leaves; a review looks at the words once more, and at what was kept of the
    detectors' verdict. A diagnosis as a file is one that anybody can read.
    """
    look = Look()
    if case.rows is None:
        return look.misses("das Manifest", "the manifest")
    draft = case.draft
    if draft is None or draft.packet != case.packet.id or draft.verdict is None:
        return look.misses("das Ergebnis der Prüfung auf Diagnosen", "the verdict of the detectors")
    look.at("detectors", draft.verdict.version)
    for one in draft.verdict.findings:
        look.at("finding", f"{one.kind} {one.pointer}")
    if any(one.exact or not one.confirmed_by for one in draft.verdict.findings):
        return look.fails()
    if any(Category.HEALTH_DIAGNOSIS in row.categories for row in _files(case)):
        return look.fails()
    return look.passes(case.covered or not any(_tells_health(draft.data, row) for row in case.rows))


def sp_05(case: PacketCase) -> RuleOutcome:
    """A report that goes out as a file is of the last three years, an extract, and somebody said why."""
    look = Look()
    if case.rows is None:
        return look.misses("das Manifest", "the manifest")
    named = {row.pointer for row in _files(case) if _REPORTS & {*row.categories}}
    if not named:
        return look.does_not_concern("kein Bericht ging mit", "no report went along")
    draft = case.draft
    if draft is None or draft.packet != case.packet.id:
        return look.misses("der Entwurf", "the draft")
    reports = [one for one in draft.attachments if ATTACHMENT + one.id in named]
    for one in reports:
        look.at("attachment", one.id)
    if len(reports) < len(named) or any(one.dated_on is None for one in reports):
        return look.misses("das Datum des Berichts", "the date of the report")
    first = day_of(case.at - REPORT_COUNTS)
    return look.passes(
        all(one.dated_on and one.dated_on >= first and one.extract.strip() and one.why.strip() for one in reports)
    )


def _files(case: PacketCase) -> Sequence[Row]:
    """The rows of files; most packets have none."""
    if f"\n{ATTACHMENT}" not in case.places:
        return ()
    return [row for row in case.rows or () if row.pointer.startswith(ATTACHMENT)]


def _tells_health(data: Mapping[str, Any], row: Row) -> bool:
    """Whether a readable value holds a code or a dose; of a place that is not in the draft nothing is known."""
    if row.sealed or row.pointer.startswith(ATTACHMENT):
        return False
    try:
        value = read(data, row.pointer)
    except Malformed:
        return False
    return isinstance(value, str) and blocked_in(value) in _OF_HEALTH


def _released(case: PacketCase, row: Row) -> bool:
    speaker = row.source.removeprefix(PROFESSIONAL)
    if speaker == case.packet.partner:
        return True
    releases = case.consent.releases if case.consent else ()
    return frees(releases, speaker=speaker, hearer=case.packet.partner, categories=row.categories, at=case.at)
