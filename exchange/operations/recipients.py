"""Recipients: partners that propose to be somebody else, and consents of before these were bound to their recipient."""

from collections.abc import Iterator, Sequence

from exchange.core.errors import GeleitError
from exchange.core.operations.finding import Grade, HealthFinding, after
from exchange.core.partner.partner import Partner
from exchange.core.said import Said
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_PAGE = 200
_PROPOSES = Said(
    "Schlägt anderen Namen, Art oder Schweigepflicht vor", "Proposes another name, kind or duty of secrecy"
)
_OF_BEFORE = Said(
    "Einwilligungen von früher, gebunden an die Stelle, wie sie bei der Umstellung eingetragen war",
    "Consents of before, bound to the partner as its row stood at the migration",
)


def check_recipients(hub: Hub) -> Iterator[HealthFinding]:
    """Name the partners on whose name, kind or secrecy two people have to decide, and count the consents of before."""
    try:
        with hub.store.reading() as tx:
            partners = _everybody(tx)
            migrated = max((one.history.migrated_at for one in partners if one.history.migrated_at), default=None)
            of_before = tx.consents.given_before(migrated) if migrated else 0
    except GeleitError:
        return
    proposing = [one.entity for one in partners if one.history.proposed is not None]
    if proposing:
        names = f" (geleit partner accept): {', '.join(proposing)}"
        yield HealthFinding("recipients", Grade.WARN, after("", _PROPOSES, names))
    if of_before:
        yield HealthFinding("consents of before", Grade.WARN, after("", _OF_BEFORE, f": {of_before}"))


def _everybody(tx: Tx) -> Sequence[Partner]:
    found: list[Partner] = []
    while page := tx.partners.page(after=found[-1].entity if found else "", limit=_PAGE):
        found += page
    return found
