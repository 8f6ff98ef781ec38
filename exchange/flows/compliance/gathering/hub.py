"""Cases of the house: the hub and its program today, each breach of data, each request of a person."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from exchange.core.compliance.fact import Fact, holding
from exchange.core.compliance.house import EmergencyCase, HubCase, IncidentCase, RequestCase, StaticCase
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.ids import read_instant
from exchange.core.partner.partner import PartnerStatus
from exchange.core.rights.line import LineKind
from exchange.core.vocabulary import PartnerKind, Role
from exchange.flows.compliance.gathering.person import Known
from exchange.flows.compliance.gathering.reading import Reading
from exchange.ports.store import Tx

_RECTIFICATION, _ERASED = "rectification", "erased"
OF_HUB = tuple((kind, HOUSE) for kind in (FactKind.CLOCK, FactKind.PROXY, FactKind.LISTENER))
HEALING = frozenset({PartnerKind.DOCTOR, PartnerKind.PSYCHOTHERAPIST, PartnerKind.CLINIC})


def hub_cases(reading: Reading) -> Iterator[HubCase]:
    """The hub as it is today."""
    if reading.log is None:
        return
    processors = _today(reading, FactKind.PROCESSOR)
    partners = reading.history(FactKind.PARTNER)
    yield HubCase(
        subject=reading.hub.origin,
        at=reading.known_at,
        keys=reading.own_keys,
        first_packet_at=reading.log.first_packet_at,
        serves_health=any(one.document.get("kind") in HEALING for one in partners),
        private_members=reading.log.private_members,
        log=reading.log.state,
        running=reading.running,
        processors=processors,
        registers=reading.registers(*OF_HUB, *((FactKind.SECRECY, one) for one in _bound(reading))),
        operators=operators(reading.tx),
    )


def operators(tx: Tx) -> Mapping[str, datetime]:
    """Who stands as an operator, and since when."""
    return {one.id: one.since for one in tx.staff.all() if one.active and one.role is Role.OPERATOR}


def _bound(reading: Reading) -> frozenset[str]:
    return frozenset(one.subject for one in reading.history(FactKind.SECRECY))


def static_cases(reading: Reading) -> Iterator[StaticCase]:
    """The program as it runs."""
    texts = _today(reading, FactKind.TEXT)
    yield StaticCase(subject=reading.hub.origin, at=reading.known_at, running=reading.running, texts=texts)


def incident_cases(reading: Reading) -> Iterator[IncidentCase]:
    """Every breach, as it was written down last."""
    for fact in _newest(reading, FactKind.INCIDENT, ""):
        at = read_instant(str(fact.document["opened_at"]))
        yield IncidentCase(subject=fact.id, at=at, now=reading.known_at, fact=fact)


def request_cases(known: Known) -> Iterator[RequestCase]:
    """Every request of a person, as it was written down last."""
    for fact in _newest(known.reading, FactKind.REQUEST, known.person.id):
        recipients = _recipients(known, fact)
        yield RequestCase(
            subject=fact.id,
            at=fact.valid_from,
            now=known.reading.known_at,
            fact=fact,
            recipients=recipients,
            gone=frozenset(one for one in recipients if not _takes_part(known.reading, one)),
        )


def _recipients(known: Known, request: Fact) -> Mapping[str, bool]:
    """Who got something before a request, and whether it answered since: to what it was told, or by taking the new."""
    since, mends = request.valid_from, request.document["right"] == _RECTIFICATION
    got = {one.who for one in known.lines if one.kind is LineKind.SENT and one.at < since}
    answers = [one for one in known.lines if one.at >= since]
    answered = {one.who for one in answers if one.kind is LineKind.ANSWERED_WITHDRAWAL or _ERASED in one.what}
    answered |= {one.who for one in answers if one.kind is LineKind.SENT} if mends else set()
    return {one: one in answered for one in sorted(got)}


def _takes_part(reading: Reading, entity: str) -> bool:
    partner = reading.tx.partners.get(entity)
    return partner is not None and partner.standing is PartnerStatus.ACTIVE


def emergency_cases(known: Known) -> Iterator[EmergencyCase]:
    """Every look at a person's file in an emergency."""
    for fact in _newest(known.reading, FactKind.BREAK_GLASS, known.person.id):
        at = read_instant(str(fact.document["at"]))
        yield EmergencyCase(subject=fact.id, at=at, now=known.reading.known_at, fact=fact)


def _today(reading: Reading, kind: FactKind) -> Sequence[Fact]:
    return holding(reading.history(kind), at=reading.known_at, known_at=reading.known_at)


def _newest(reading: Reading, kind: FactKind, subject: str) -> Iterator[Fact]:
    yield from holding(reading.history(kind, subject), at=reading.known_at, known_at=reading.known_at)
