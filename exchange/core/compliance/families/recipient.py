"""Recipient (RE): what is agreed with a partner, where data are kept, what it was told, and whom it cannot look for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from exchange.core.calendar import day_of, end_of_day
from exchange.core.compliance.case import PacketCase
from exchange.core.compliance.fact import Fact
from exchange.core.compliance.house import EnrolmentCase, HubCase, StaticCase
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.compliance.running import CallFacts
from exchange.core.detection.blocked import blocked_in
from exchange.core.ids import read_instant
from exchange.core.packet.notice import notice_for
from exchange.core.partner.partner import PartnerStatus

INSTRUCTED = timedelta(days=730)
"""How long an instruction of a partner's staff counts: 24 months, which is policy and no law."""
_ALLOWED = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO CH".split()  # noqa: SIM905
)
"""European Union, European Economic Area, and Switzerland (§ 80(2) SGB X; Commission Decision 2000/518/EC)."""
_OFFICIAL = frozenset({"customer-number", "benefit-community-number", "social-insurance-number"})
_OFFICIAL_NAMES = frozenset({"kundennummer", "bg_number", "customer_number", "community_number", "insurance_number"})
_CASEWORK = frozenset({"referral.send"})
_PERSONS = ("person", "consent", "look-alikes", "referral-page", "feedback-list")
_OVER_A_PERIOD = 2
"""The type of a C5 attestation that says how it was over a period; type 1 says how it was meant on one day."""


def re_01(case: PacketCase | EnrolmentCase) -> RuleOutcome:
    """The partner took part, a contract ran, and it had undertaken secrecy, unless § 35 SGB I binds it anyway."""
    look, (partner, version) = Look(), _partner(case)
    contracts = case.registers.held(FactKind.CONTRACT, partner, at=case.at)
    undertakings = case.registers.held(FactKind.UNDERTAKING, partner, at=case.at)
    for one in (*version, *contracts, *undertakings):
        look.fact(one, at=case.at, day=day_of)
    if not version:
        return look.misses("die Fassung der Stelle von damals", "the partner's version of then")
    if not contracts:
        return look.misses("der Vertrag mit der Stelle", "the contract with the partner")
    bound = all(one.document.get("sgb1_35") for one in version)
    if not bound and not undertakings:
        return look.misses("die Verpflichtung nach § 78 SGB X", "the undertaking under section 78 SGB X")
    active = all(one.document.get("standing") == PartnerStatus.ACTIVE for one in version)
    instructed = (_begins(str(one.document["staff_instructed_on"])) for one in undertakings)
    return look.passes(active and (bound or any(at <= case.at < at + INSTRUCTED for at in instructed)))


def re_02(case: PacketCase) -> RuleOutcome:
    """The packet carried the notice that fits its basis, and the partner has confirmed that it received it."""
    look = Look()
    notice = case.sealed.get("notice")
    if not notice:
        return look.misses("der Eintrag, welcher Hinweis mitging,", "the record of the notice that went along")
    look.at("notice", notice)
    if notice != notice_for(case.referral.power).text_version:
        return look.fails()
    if case.handed_over_at and case.received_at is None:
        return look.misses("die Empfangsbestätigung der Stelle", "the partner's receipt")
    return look.passes(holds=True)


def re_03(case: HubCase) -> RuleOutcome:
    """Contract and notice to the supervisory authority came before the first packet."""
    look = Look()
    processors = [one for one in _processors(case, look) if not one.get("own_hub")]
    if not case.processors:
        return look.misses("der Eintrag zur Auftragsverarbeitung", "the entry on the processor")
    if not processors:
        return look.does_not_concern("das Haus betreibt die Anlage selbst", "the house runs the hub itself")
    if case.first_packet_at is None:
        return look.does_not_concern("es gab noch keine Sendung", "no packet was sent yet")
    if not all(one.get("contract_on") for one in processors):
        return look.misses("das Datum des Vertrags", "the date of the contract")
    if not all(one.get("authority_notified_on") for one in processors):
        return look.misses("der Tag der Meldung an die Aufsicht", "the day the authority was notified")
    days = [_begins(str(one[name])) for one in processors for name in ("contract_on", "authority_notified_on")]
    return look.passes(all(day <= case.first_packet_at for day in days))


def re_04(case: HubCase) -> RuleOutcome:
    """Data are kept in countries the law allows, with a current C5 attestation where a health provider is served."""
    look = Look()
    processors = _processors(case, look)
    if not processors or not all(one.get("countries") for one in processors):
        return look.misses("die Angabe, wo die Daten liegen,", "the place where the data are kept")
    countries = {str(country) for one in processors for country in one["countries"]}
    for one in sorted(countries):
        look.at("country", one)
    if not countries <= _ALLOWED:
        return look.fails()
    return _in_a_cloud(case, processors, look)


def _in_a_cloud(case: HubCase, processors: Sequence[Mapping[str, Any]], look: Look) -> RuleOutcome:
    """Who keeps data of health providers for others has an attestation for that time (§ 393 SGB V)."""
    hosted = [one for one in processors if not one.get("own_hub")]
    if not hosted or not case.serves_health:
        return look.passes(holds=True)
    if not all(one.get("c5") for one in hosted):
        return look.misses("der Nachweis nach C5", "the C5 attestation")
    return look.passes(all(_attests(one["c5"], at=case.at) for one in hosted))


def _attests(c5: Mapping[str, Any], *, at: datetime) -> bool:
    return c5["type"] == _OVER_A_PERIOD and at < end_of_day(day_of(_begins(str(c5["period_end"]))))


def re_05(case: StaticCase) -> RuleOutcome:
    """No call of a partner, a hub or a witness answers with persons, or lists what is somebody else's."""
    look = Look()
    if case.running.calls is None:
        return look.misses("die Liste der Aufrufe", "the route table")
    outside = [one for one in case.running.calls if one.scope not in _CASEWORK]
    look.at("calls", len(outside))
    found = sorted(f"{one.method} {one.path}" for one in outside if _shows_persons(one))
    for one in found:
        look.at("call", one)
    return look.passes(not found)


def re_06(case: PacketCase) -> RuleOutcome:
    """No number of the authority stands in the data, and the person goes by another name at each partner."""
    look = Look()
    if case.draft is None:
        return look.misses("der Entwurf", "the draft")
    # At the gate `permits` has just looked at every value that leaves.
    texts = () if case.covered else _texts(case.draft.data)
    found = {kind for kind in map(blocked_in, texts) if kind in _OFFICIAL}
    for one in sorted(found):
        look.at("number", one)
    named = _named_in_places(case) if case.covered else _OFFICIAL_NAMES & _names(case.draft.data)
    elsewhere = [to for to, one in case.pseudonyms.items() if to != case.packet.partner and one == _own(case)]
    return look.passes(not found and not named and not elsewhere)


def re_07(case: PacketCase) -> RuleOutcome:
    """Sender is a unit that is a controller; a partner of the same county is a recipient of its own."""
    look, partner = Look(), case.packet.partner
    controllers = case.registers.held(FactKind.CONTROLLER, HOUSE, at=case.at)
    contracts = case.registers.held(FactKind.CONTRACT, partner, at=case.at)
    for one in (*controllers, *contracts):
        look.fact(one, at=case.at, day=day_of)
    if not controllers:
        return look.misses("der Eintrag der verantwortlichen Dienststelle", "the entry of the controller's unit")
    units = [str(one.document["unit"]) for one in contracts if one.document.get("unit")]
    if not units:
        return look.misses("die Dienststelle der Stelle", "the partner's unit")
    return look.passes(not {_spelt(one) for one in units} & {_spelt(str(one.document["unit"])) for one in controllers})


def _partner(case: PacketCase | EnrolmentCase) -> tuple[str, Sequence[Fact]]:
    """Which partner it is, and what is known of it at the instant."""
    if isinstance(case, EnrolmentCase):
        return case.subject, (case.version,)
    partner = case.packet.partner
    return partner, case.registers.held(FactKind.PARTNER, partner, at=case.at)


def _processors(case: HubCase, look: Look) -> list[Mapping[str, Any]]:
    for one in case.processors:
        look.fact(one, at=case.at, day=day_of)
    return [one.document for one in case.processors]


def _shows_persons(call: CallFacts) -> bool:
    return any(word in answer for answer in (*call.answers, call.path) for word in _PERSONS)


def _own(case: PacketCase) -> str | None:
    return case.pseudonyms.get(case.packet.partner)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value


def _named_in_places(case: PacketCase) -> bool:
    """Whether a place that leaves is, or lies under, a member of such a name."""
    places = case.places.casefold()
    return any(name in places and re.search(rf"/{name}[/\n]", places) for name in _OFFICIAL_NAMES)


def _names(value: object) -> set[str]:
    """The names of all members, at whatever depth, in small letters."""
    found: set[str] = set()
    open_ = [value]
    while open_:
        one = open_.pop()
        if isinstance(one, Mapping):
            found.update(str(name).casefold() for name in one)
            open_ += (inner for inner in one.values() if not isinstance(inner, str))
        elif isinstance(one, list):
            open_ += one
    return found


def _spelt(unit: str) -> str:
    return " ".join(unit.casefold().split())


def _begins(day: str) -> datetime:
    return end_of_day(day_of(read_instant(f"{day}T12:00:00Z")) - timedelta(days=1))
