"""Known partners: who is enrolled, for whoever mistyped one."""

from exchange.core.errors import PartnerUnknown
from exchange.core.said import Said, nearest
from exchange.core.text.forms import ENTITY
from exchange.ports.store import Tx

NO_LINE = Said("Dieses Angebot hat die Stelle nicht.", "The partner has no such service line.")
NO_PARTNER = Said("Diese Adresse hat keine aufgenommene Stelle.", "No enrolled partner has this address.")
_MOST = 1000
"""So many are looked through for a near one; a hub has fewer."""


def partner_unknown(tx: Tx, entity: str, *, where: str = "") -> PartnerUnknown:
    """The error for an entity id that nobody here has, with those that come near to it."""
    near = nearest(entity, (one.entity for one in tx.partners.page(after="", limit=_MOST)))
    meant = " / ".join(near)
    form = Said(f"gemeint ist vielleicht {meant}", f"perhaps {meant} is meant") if near else ENTITY
    pointer = "/recipient" if where else ""
    return PartnerUnknown(entity, pointer=pointer).saying(what=NO_PARTNER, where=where or entity, form=form)
