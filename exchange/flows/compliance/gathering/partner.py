"""Cases of partners: each version of each, when it began; the one in force as it stands today."""

from collections.abc import Iterator
from itertools import groupby

from exchange.core.compliance.fact import Fact
from exchange.core.compliance.house import PartnerCase
from exchange.core.compliance.kind import FactKind
from exchange.flows.compliance.gathering.reading import Reading

_BESIDE = (FactKind.CONTRACT, FactKind.UNDERTAKING)


def partner_cases(reading: Reading) -> Iterator[PartnerCase]:
    """Every version of every partner that was ever written down."""
    versions = sorted(reading.history(FactKind.PARTNER), key=_subject)
    for partner, history in groupby(versions, key=_subject):
        *before, current = history
        registers = reading.registers(*((kind, partner) for kind in _BESIDE))
        for one in before:
            yield PartnerCase(subject=partner, at=one.valid_from, version=one, is_current=False, registers=registers)
        yield PartnerCase(subject=partner, at=reading.known_at, version=current, is_current=True, registers=registers)


def _subject(fact: Fact) -> str:
    return fact.subject
