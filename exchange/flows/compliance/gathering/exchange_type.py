"""Cases of types of exchange: each service that was used, when its first packet was sealed."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from exchange.core.compliance.case import ExchangeCase
from exchange.core.compliance.kind import FactKind
from exchange.flows.compliance.gathering.reading import Reading


def exchange_cases(reading: Reading, first: Mapping[str, datetime]) -> Iterator[ExchangeCase]:
    """The services of `first`, which says when each was first used."""
    for service, at in sorted(first.items()):
        registers = reading.registers((FactKind.EXCHANGE_TYPE, service))
        yield ExchangeCase(subject=service, at=at, registers=registers)
