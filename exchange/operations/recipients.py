"""Recipients: partners that propose to be somebody else, and consents of before these were bound to their recipient."""

from collections.abc import Iterator, Sequence

from exchange.core.errors import GeleitError
from exchange.core.partner.partner import Partner
from exchange.operations.finding import Finding, Result
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_PAGE = 200


def check_recipients(hub: Hub) -> Iterator[Finding]:
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
        words = "Schlägt anderen Namen, Art oder Schweigepflicht vor / proposes to be called or bound otherwise"
        yield Finding("recipients", Result.WARN, f"{words} (geleit partner accept): {', '.join(proposing)}")
    if of_before:
        words = "Einwilligungen von früher, gebunden an die Stelle, wie sie bei der Umstellung eingetragen war"
        english = "consents of before, bound to the partner as its row stood at the migration"
        yield Finding("consents of before", Result.WARN, f"{words} / {english}: {of_before}")


def _everybody(tx: Tx) -> Sequence[Partner]:
    found: list[Partner] = []
    while page := tx.partners.page(after=found[-1].entity if found else "", limit=_PAGE):
        found += page
    return found
