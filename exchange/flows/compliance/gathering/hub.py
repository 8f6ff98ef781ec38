"""Cases of the house: the hub and its program today, each breach of data, each request of a person."""

from collections.abc import Iterator

from exchange.core.compliance.fact import Fact, holding
from exchange.core.compliance.house import EmergencyCase, HubCase, IncidentCase, RequestCase, StaticCase
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.ids import read_instant
from exchange.core.vocabulary import PartnerKind
from exchange.flows.compliance.gathering.person import Known
from exchange.flows.compliance.gathering.reading import Reading

HEALING = frozenset({PartnerKind.DOCTOR, PartnerKind.PSYCHOTHERAPIST, PartnerKind.CLINIC})


def hub_cases(reading: Reading) -> Iterator[HubCase]:
    """The hub as it is today."""
    if reading.log is None:
        return
    processors = holding(reading.history(FactKind.PROCESSOR), at=reading.known_at, known_at=reading.known_at)
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
        registers=reading.registers((FactKind.CLOCK, HOUSE)),
    )


def static_cases(reading: Reading) -> Iterator[StaticCase]:
    """The program as it runs."""
    yield StaticCase(subject=reading.hub.origin, at=reading.known_at, running=reading.running)


def incident_cases(reading: Reading) -> Iterator[IncidentCase]:
    """Every breach, as it was written down last."""
    for fact in _newest(reading, FactKind.INCIDENT, ""):
        at = read_instant(str(fact.document["opened_at"]))
        yield IncidentCase(subject=fact.id, at=at, now=reading.known_at, fact=fact)


def request_cases(known: Known) -> Iterator[RequestCase]:
    """Every request of a person, as it was written down last."""
    for fact in _newest(known.reading, FactKind.REQUEST, known.person.id):
        yield RequestCase(subject=fact.id, at=fact.valid_from, now=known.reading.known_at, fact=fact)


def emergency_cases(known: Known) -> Iterator[EmergencyCase]:
    """Every look at a person's file in an emergency."""
    for fact in _newest(known.reading, FactKind.BREAK_GLASS, known.person.id):
        at = read_instant(str(fact.document["at"]))
        yield EmergencyCase(subject=fact.id, at=at, now=known.reading.known_at, fact=fact)


def _newest(reading: Reading, kind: FactKind, subject: str) -> Iterator[Fact]:
    yield from holding(reading.history(kind, subject), at=reading.known_at, known_at=reading.known_at)
