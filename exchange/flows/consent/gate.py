"""Gate of a consent: the rules are asked about a yes before it is put on record."""

from datetime import datetime

from exchange.core.compliance.case import ConsentCase
from exchange.core.compliance.kind import FactKind
from exchange.core.consent.consent import Consent
from exchange.flows.compliance.gate import registers_now, through
from exchange.flows.compliance.gathering.consent import spoken
from exchange.ports.store import Tx


def judge_at_record(tx: Tx, consent: Consent, *, at: datetime) -> tuple[str, ...]:
    """Ask the rules about a yes that is sound, and return the ids of those that did not pass.

    Raises:
        RuleFailed: a rule that is armed stops it.
    """
    found = registers_now(tx, {(FactKind.TEXT, consent.text_version)}, at=at)
    case = ConsentCase(
        subject=consent.id,
        at=at,
        consent=consent,
        spoken=spoken(tx, tx.referrals.of_person(consent.person)),
        reasons=frozenset(),
        registers=found.registers,
    )
    return through("consent-recorded", (case,), armed=found.armed, two=consent.approved_by)
