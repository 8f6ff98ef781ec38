"""Account lookup: at the command line, whose users hold the vault, an unknown staff id is no wrong passphrase.

A sign-in over the network never tells which of the two it was (`flows.staff.authenticate`).
"""

from exchange.core.errors import STAFF, NotFound
from exchange.core.said import Said, one_of
from exchange.core.typed_key import looks_like
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
