"""Record of disclosures (Art. 15 GDPR; § 83 SGB X): the person's ledger, who got what, when and why."""

from dataclasses import dataclass
from datetime import datetime

from exchange.core.vocabulary import Category, Direction, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One line of the ledger. `basis` is `consent` or the statutory power; `clauses` are the consent clauses used."""

    id: str
    person: str
    referral: str
    direction: Direction
    recipient: str
    service_line: str
    categories: tuple[Category, ...]
    purpose: Purpose
    basis: str
    clauses: tuple[str, ...]
    packet: str
    at: datetime
