"""Gathering: every case there is, person by person, each at its own instant; then what is nobody's alone."""

from collections.abc import Iterator
from datetime import datetime

from exchange.core.compliance.case import Case, PacketCase
from exchange.core.referral.referral import Person
from exchange.flows.compliance.gathering.consent import consent_cases
from exchange.flows.compliance.gathering.event import event_cases
from exchange.flows.compliance.gathering.exchange_type import exchange_cases
from exchange.flows.compliance.gathering.packet import packet_cases
from exchange.flows.compliance.gathering.person import person_cases, persons, read_person
from exchange.flows.compliance.gathering.referral import referral_cases
from exchange.flows.compliance.gathering.withdrawal import withdrawal_cases
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


def cases(tx: Tx, *, hub: Hub, known_at: datetime) -> Iterator[Case]:
    """Every case, with the registers as they are known at an instant."""
    first: dict[str, datetime] = {}
    for person in persons(tx):
        for case in cases_of(tx, person, hub=hub, known_at=known_at):
            if isinstance(case, PacketCase):
                service = case.referral.service.value
                first[service] = min(case.at, first.get(service, case.at))
            yield case
    yield from exchange_cases(tx, first, known_at=known_at)


def cases_of(tx: Tx, person: Person, *, hub: Hub, known_at: datetime) -> Iterator[Case]:
    """Every case of a person."""
    known = read_person(tx, person, hub=hub, known_at=known_at)
    yield from person_cases(tx, known)
    yield from consent_cases(tx, known)
    for referral in known.referrals:
        yield from referral_cases(tx, referral, known)
        yield from withdrawal_cases(tx, referral, known)
        yield from event_cases(tx, referral, known)
        yield from packet_cases(tx, referral, known)
