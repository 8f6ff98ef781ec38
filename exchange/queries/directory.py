"""Service directory: who is enrolled and what they offer; a partner changes its own capacity and nothing else."""

from collections.abc import Iterable, Mapping
from typing import Any

from exchange.core.errors import PARTNER, NotFound
from exchange.core.evidence.row import RowDiffers
from exchange.core.ids import show_instant
from exchange.core.partner.partner import Partner, PartnerStatus, ServiceLine
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_PAGE = 200


def page(*, after: str, limit: int, hub: Hub) -> list[dict[str, Any]]:
    """One page of active partners in order of entity id, without those whose row is not the one written here."""
    found: list[Partner] = []
    with hub.store.reading() as tx:
        while len(found) < limit and (partners := tx.partners.page(after=after, limit=limit)):
            genuine = (as_written(tx, partner.entity) for partner in partners)
            found += [partner for partner in genuine if partner and partner.standing is PartnerStatus.ACTIVE]
            after = partners[-1].entity
    return [show_partner(partner) for partner in found[:limit]]


def partners(*, hub: Hub) -> Mapping[str, Partner | None]:
    """Every partner, suspended or not, in order of entity id; None for one whose row is not the one written here."""
    found: dict[str, Partner | None] = {}
    after = ""
    with hub.store.reading() as tx:
        while page := tx.partners.page(after=after, limit=_PAGE):
            found |= {one.entity: as_written(tx, one.entity) for one in page}
            after = page[-1].entity
    return found


def names_of(entities: Iterable[str], *, hub: Hub) -> dict[str, str]:
    """The names of partners by their entity ids; who is not here any more has none, nor has one whose row differs.

    A name somebody put there is shown to nobody, and a list or an answer to what is done already does not fail for it.
    """
    with hub.store.reading() as tx:
        found = {entity: as_written(tx, entity) for entity in set(entities)}
    return {entity: partner.name for entity, partner in found.items() if partner}


def entry(entity: str, *, hub: Hub) -> dict[str, Any]:
    """One partner.

    Raises:
        NotFound: there is no active partner of this id.
    """
    with hub.store.reading() as tx:
        partner = tx.partners.get(entity)
    if partner is None or partner.standing is not PartnerStatus.ACTIVE:
        raise NotFound(entity, kind=PARTNER)
    return show_partner(partner)


def show_partner(partner: Partner) -> dict[str, Any]:
    """What others see of a partner."""
    return {
        "entity": partner.entity,
        "name": partner.name,
        "kind": partner.kind.value,
        "bound_by_203": partner.bound_by_203,
        "sgb1_35": bool(partner.sgb1_35),
        "standing": partner.standing.value,
        "service_lines": [_show_line(line) for line in partner.lines],
    }


def _show_line(line: ServiceLine) -> dict[str, Any]:
    shown = {
        "id": line.id,
        "service": line.service.value,
        "title": line.title,
        "places": list(line.places),
        "languages": list(line.languages),
        "schema": line.schema,
        "profile": dict(line.profile),
    }
    if line.capacity is None:
        return shown
    return shown | {
        "capacity": {
            "waiting_weeks": line.capacity.waiting_weeks,
            "accepts_new": line.capacity.accepts_new,
            "valid_until": show_instant(line.capacity.valid_until),
        }
    }


def as_written(tx: Tx, entity: str) -> Partner | None:
    """A partner as it was written here; None for who is not here, or whose row is another."""
    try:
        return tx.partners.get(entity)
    except RowDiffers:
        return None
