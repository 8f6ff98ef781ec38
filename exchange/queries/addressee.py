"""Addressee of a letter: the person's postal address, read from those of their drafts that whoever looked may see."""

from exchange.core.rights.address import Addressee, addressee_of
from exchange.core.staff.seen import SeenPerson
from exchange.ports.hub import Hub


def addressee(seen: SeenPerson, *, hub: Hub) -> Addressee:
    """Who a letter to the person goes to; the newest case that says so counts."""
    with hub.store.reading() as tx:
        cases = [one for one in tx.referrals.of_person(seen.person) if one.id in seen.referrals]
        drafts = [tx.referrals.draft(one.id) for one in reversed(cases)]
        return addressee_of(one.data for one in drafts if one is not None)
