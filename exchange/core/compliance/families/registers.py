"""Registers (ST, DP, IN): what has to be settled for a service before it begins, and told after a breach."""

from datetime import date, datetime, timedelta

from exchange.core.calendar import day_of, end_of_day
from exchange.core.compliance.case import ExchangeCase, PacketCase
from exchange.core.compliance.fact import Fact
from exchange.core.compliance.house import IncidentCase, PartnerCase
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.ids import read_instant
from exchange.core.vocabulary import TERMINAL, Necessity

_RETENTION = frozenset({"payload_days", "draft_days", "metadata_months", "proof_months"})
_REVIEWED = timedelta(days=730)
"""How long an impact assessment counts: 24 months, which is policy and no law."""
_REPORTED = timedelta(hours=72)
_PAYLOAD = timedelta(days=14)


def st_01(case: PacketCase) -> RuleOutcome:
    """What was sealed is gone when the service's deletion rule says so, 14 days after the end at the latest."""
    look = Look()
    types = _types(case, look)
    if not types or any(set(one.document.get("retention", ())) != _RETENTION for one in types):
        return look.misses("die Löschregel der Leistung", "the deletion rule of the service")
    days = min(int(one.document["retention"]["payload_days"]) for one in types)
    ended = case.referral.state_since if case.referral.state in TERMINAL else None
    begins = min((one for one in (ended, case.received_at) if one), default=None)
    if begins is None:
        return look.does_not_concern("die Überleitung läuft noch", "the referral is still under way")
    due = begins + min(timedelta(days=days), _PAYLOAD)
    look.at("due", due.date().isoformat())
    if case.packet.parcel:
        return look.passes(case.registers.known_at < due)
    return look.misses(
        "die Quittung der Löschung (dieses Programm löscht noch nicht nach Regeln und schreibt darum keine)",
        "the receipt of the deletion (this program does not delete by rules yet, and so writes none)",
    )


def st_03(case: ExchangeCase) -> RuleOutcome:
    """A service has a whole deletion rule, set by two people, before its first packet; a missing one is the failure."""
    look = Look()
    types = _types(case, look)
    if not types:
        look.at("exchange-type", "none")
    whole = (set(one.document.get("retention", ())) == _RETENTION and one.approved_by for one in types)
    return look.passes(types and all(whole))


def dp_01(case: ExchangeCase) -> RuleOutcome:
    """The impact assessment of a service was reviewed in the last 24 months, and since its schema changed."""
    look = Look()
    types = _types(case, look)
    assessed = [one for one in types if one.document.get("dpia")]
    if not assessed:
        return look.misses("die Folgenabschätzung", "the impact assessment")
    changed = _changed(case, assessed)
    reviewed = [_begins(str(one.document["dpia"]["reviewed_on"])) for one in assessed]
    return look.passes(
        all(case.at < one + _REVIEWED and (changed is None or day_of(changed) <= day_of(one)) for one in reviewed)
    )


def dp_02(case: ExchangeCase | PartnerCase) -> RuleOutcome:
    """Each service has its number in the register of processing; a recipient's own where the recipient told it."""
    look = Look()
    if isinstance(case, ExchangeCase):
        return look.passes(any(one.document.get("vvt") for one in _types(case, look)))
    contracts = case.registers.held(FactKind.CONTRACT, case.subject, at=case.at)
    for one in contracts:
        look.fact(one, at=case.at, day=day_of)
    if not any(one.document.get("vvt") for one in contracts):
        return look.misses("die Nummer im Verzeichnis der Stelle", "the number in the partner's register")
    return look.passes(holds=True)


def dp_03(case: PacketCase) -> RuleOutcome:
    """What left beyond the usual scope of the service, and was not required, has a reason."""
    look = Look()
    if case.rows is None:
        return look.misses("das Manifest", "the manifest")
    scopes = [one.document["default_scope"] for one in _types(case, look) if "default_scope" in one.document]
    if not scopes:
        return look.misses("der übliche Umfang der Leistung", "the usual scope of the service")
    usual = set.intersection(*map(set, scopes))
    extra = {
        str(category)
        for row in case.sorts
        if row.necessity is Necessity.OPTIONAL
        for category in row.categories
        if category not in usual
    }
    for one in sorted(extra):
        look.at("category", one)
    if extra and case.draft is None:
        return look.misses("der Entwurf", "the draft")
    return look.passes(not extra or (case.draft is not None and case.draft.justification.strip()))


def in_01(case: IncidentCase) -> RuleOutcome:
    """Authority and supervision were told within 72 hours, and the people where the risk is high."""
    look, said = Look(), case.fact.document
    look.fact(case.fact, at=case.at, day=day_of)
    if "aware_at" not in said:
        return look.misses("der Zeitpunkt, seit dem es bekannt ist,", "the time since which it is known")
    if "high_risk" not in said:
        return look.misses("die Angabe, ob das Risiko hoch ist,", "the word whether the risk is high")
    due = read_instant(str(said["aware_at"])) + _REPORTED
    look.at("due", due.isoformat())
    asked = {"authority", "supervision", *(["people"] if said["high_risk"] else [])}
    told = {str(one["whom"]): read_instant(str(one["at"])) for one in said.get("told", ())}
    for whom in sorted(asked & set(told)):
        look.at(f"told.{whom}", told[whom].isoformat())
    if any(told[whom] > due for whom in (asked & set(told)) - {"people"}):
        return look.fails()
    if asked - set(told) and case.now <= due:
        return look.does_not_concern("die Frist läuft noch", "there is still time")
    return look.passes(asked <= set(told))


def _types(case: ExchangeCase | PacketCase, look: Look) -> list[Fact]:
    service = case.subject if isinstance(case, ExchangeCase) else case.referral.service.value
    types = list(case.registers.held(FactKind.EXCHANGE_TYPE, service, at=case.at))
    for one in types:
        look.fact(one, at=case.at, day=day_of)
    return types


def _changed(case: ExchangeCase, types: list[Fact]) -> datetime | None:
    """When the schema's major version in force began, if there was another before it."""
    history = case.registers.histories.get((FactKind.EXCHANGE_TYPE, case.subject), ())
    now = {one.document["schema_major"] for one in types}
    same = [one for one in history if one.document["schema_major"] in now]
    began = min(one.valid_from for one in same)
    return began if any(one.valid_from < began for one in history) else None


def _begins(day: str) -> datetime:
    return end_of_day(date.fromisoformat(day) - timedelta(days=1))
