"""Gathering: every case there is: of the house and its partners, of each person, of the services that were used."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from exchange.core.compliance.case import PacketCase
from exchange.core.compliance.subject import Case
from exchange.core.referral.referral import Person
from exchange.flows.compliance.gathering.act import act_cases
from exchange.flows.compliance.gathering.consent import consent_cases
from exchange.flows.compliance.gathering.event import event_cases
from exchange.flows.compliance.gathering.exchange_type import exchange_cases
from exchange.flows.compliance.gathering.hub import (
    emergency_cases,
    hub_cases,
    incident_cases,
    request_cases,
    static_cases,
)
from exchange.flows.compliance.gathering.packet import packet_cases
from exchange.flows.compliance.gathering.partner import partner_cases
from exchange.flows.compliance.gathering.person import person_cases, persons, read_person
from exchange.flows.compliance.gathering.reading import Reading
from exchange.flows.compliance.gathering.referral import referral_cases
from exchange.flows.compliance.gathering.withdrawal import withdrawal_cases

OF_LOG = frozenset("HA")
"""Subjects for which the whole log is read."""


class FirstUse:
    """When each service was first used, found while cases go by."""

    def __init__(self) -> None:
        self.at: dict[str, datetime] = {}

    def follow(self, cases: Iterable[Case]) -> Iterator[Case]:
        """Let cases go by."""
        for case in cases:
            if isinstance(case, PacketCase):
                service = case.referral.service.value
                self.at[service] = min(case.at, self.at.get(service, case.at))
            yield case


def cases_of_house(reading: Reading) -> Iterator[Case]:
    """Every case of the house, its program and its partners."""
    yield from hub_cases(reading)
    yield from static_cases(reading)
    yield from partner_cases(reading)
    yield from incident_cases(reading)


def cases_of(person: Person, *, reading: Reading) -> Iterator[Case]:
    """Every case of a person."""
    known, tx = read_person(person, reading=reading), reading.tx
    yield from person_cases(tx, known)
    yield from consent_cases(tx, known)
    yield from request_cases(known)
    yield from emergency_cases(known)
    yield from act_cases(known)
    for referral in known.referrals:
        yield from referral_cases(tx, referral, known)
        yield from withdrawal_cases(tx, referral, known)
        yield from event_cases(tx, referral, known)
        yield from packet_cases(tx, referral, known)


def cases_of_services(first: FirstUse, *, reading: Reading) -> Iterator[Case]:
    """The services that were used."""
    yield from exchange_cases(reading, first.at)


def cases(reading: Reading) -> Iterator[Case]:
    """Every case there is."""
    first = FirstUse()
    yield from cases_of_house(reading)
    for person in persons(reading.tx):
        yield from first.follow(cases_of(person, reading=reading))
    yield from cases_of_services(first, reading=reading)
