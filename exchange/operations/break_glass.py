"""Break-glass access: looks in an emergency that nobody has reviewed in time."""

from collections.abc import Iterator

from exchange.core.compliance.break_glass import is_overdue
from exchange.core.compliance.fact import holding
from exchange.core.compliance.kind import FactKind
from exchange.core.errors import GeleitError
from exchange.core.operations.finding import Grade, HealthFinding, after
from exchange.core.said import Said
from exchange.ports.hub import Hub

_OVERDUE = Said(
    "Notfallzugriffe ohne zweite Person nach 24 Stunden; Teamleitung und Datenschutz sehen sie mit geleit list --due",
    "Looks in an emergency without a second person after 24 hours; lead and DPO see them with geleit list --due",
)


def check_break_glass(hub: Hub) -> Iterator[HealthFinding]:
    """Count the looks in an emergency that a second person should have reviewed by now."""
    now = hub.clock.now()
    try:
        with hub.store.reading() as tx:
            held = holding(tx.facts.history(FactKind.BREAK_GLASS), at=now, known_at=now)
    except GeleitError:
        # What differs in the database is named by the check of rows.
        return
    late = sum(is_overdue(one, now=now) for one in held)
    if late:
        yield HealthFinding("break-glass", Grade.WARN, after("", _OVERDUE, f": {late}"))
