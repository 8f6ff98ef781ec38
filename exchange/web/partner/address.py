"""Partner address: how a partner stands in the address of its page: the host of its entity id, with its port if any."""

from urllib.parse import urlsplit

from exchange.core.errors import PARTNER, NotFound
from exchange.core.partner.partner import Partner
from exchange.ports.hub import Hub
from exchange.queries.directory import partners

PATH = "/stelle/{host}"


def address_of(entity: str) -> str:
    """The address of a partner's page."""
    return PATH.replace("{host}", urlsplit(entity).netloc)


def partner_at(host: str, *, hub: Hub) -> Partner:
    """The partner whose page this is.

    Raises:
        NotFound: nobody here goes by it, or what stands in its row is not what was written there.
    """
    found = [one for entity, one in partners(hub=hub).items() if one and urlsplit(entity).netloc == host]
    if not found:
        raise NotFound(kind=PARTNER)
    return found[0]
