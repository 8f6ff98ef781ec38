"""Armed rules: which stop what they cannot check, by whose decision and since when."""

from collections.abc import Mapping

from exchange.core.compliance.fact import Fact, holding
from exchange.core.compliance.kind import FactKind
from exchange.ports.hub import Hub


def armed_rules(*, hub: Hub) -> Mapping[str, Fact]:
    """The entry that armed each rule that is armed today, by its id; core rules need none."""
    at = hub.clock.now()
    with hub.store.reading() as tx:
        held = holding(tx.facts.history(FactKind.ARMED), at=at, known_at=at)
    return {one.subject: one for one in held}
