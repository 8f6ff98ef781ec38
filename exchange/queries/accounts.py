"""Account lookup: whose account it is; at the command line, where the vault is at hand, also that there is none.

A sign-in over the network never tells which of the two it was (`flows.staff.authenticate`).
"""

from collections.abc import Collection, Mapping, Sequence

from exchange.core.errors import STAFF, NotFound
from exchange.core.said import Said, one_of
from exchange.core.staff.staff import Staff, Training
from exchange.core.typed_key import looks_like
from exchange.core.vocabulary import Role
from exchange.ports.hub import Hub

_UNKNOWN = Said("Dieses Kürzel gibt es hier nicht.", "There is no such staff id here.")
_GONE = Said("Dieses Konto ist deaktiviert.", "This account is deactivated.")
_RETURN = Said(
    "Wer wiederkommt, wird zu zweit eingetragen: geleit staff return.",
    "Who returns: geleit staff return, by two.",
)


def check_account(typed: str, *, option: str, hub: Hub) -> None:
    """Refuse a staff id that nobody has, or somebody who left.

    Raises:
        NotFound: naming the option, and those who come near.
    """
    with hub.store.reading() as tx:
        spelled = {looks_like(one.id): one for one in tx.staff.all()}
    known = spelled.get(looks_like(typed))
    if known is None:
        working = sorted(one.id for one in spelled.values() if one.active)
        form = one_of(working, typed=typed)
        raise NotFound(typed, kind=STAFF).saying(what=_UNKNOWN, where=f"{option} {typed}", form=form)
    if not known.active:
        raise NotFound(typed, kind=STAFF).saying(what=_GONE, where=f"{option} {typed}", do=_RETURN)


def working(roles: Collection[Role], *, hub: Hub) -> Sequence[Staff]:
    """Who is here in one of these roles, in order of id."""
    with hub.store.reading() as tx:
        return [one for one in tx.staff.all() if one.active and one.role in roles]


def trainings_of(staff: str, *, hub: Hub) -> Sequence[Training]:
    """The trainings of somebody that count now or later, the first to run out first."""
    at = hub.clock.now()
    with hub.store.reading() as tx:
        found = [one for one in tx.staff.trainings(staff) if at < one.valid_until]
    return sorted(found, key=lambda one: (one.valid_until, one.topic))


def account(staff: str, *, hub: Hub) -> Staff:
    """The account of this id.

    Raises:
        NotFound: there is none.
    """
    with hub.store.reading() as tx:
        found = tx.staff.get(staff)
    if found is None:
        raise NotFound(staff, kind=STAFF)
    return found


def has_passkeys(staff: str, *, hub: Hub) -> bool:
    """Whether somebody has a passkey."""
    with hub.store.reading() as tx:
        return bool(tx.passkeys.of(staff))


def names_of_staff(*, hub: Hub) -> Mapping[str, str]:
    """What everybody who ever worked here is called, by staff id."""
    with hub.store.reading() as tx:
        return {one.id: one.name for one in tx.staff.all()}
