"""Cases of types of exchange: each service that was used, when its first packet was sealed."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from exchange.core.compliance.case import Case, ExchangeCase, Registers
from exchange.core.compliance.kind import FactKind
from exchange.ports.store import Tx


def exchange_cases(tx: Tx, first: Mapping[str, datetime], *, known_at: datetime) -> Iterator[Case]:
    """The services of `first`, which says when each was first used."""
    for service, at in sorted(first.items()):
        histories = {(FactKind.EXCHANGE_TYPE, service): tx.facts.history(FactKind.EXCHANGE_TYPE, service)}
        registers = Registers(known_at=known_at, histories=histories)
        yield ExchangeCase(subject=service, at=at, registers=registers)
