"""Second person at a page: who types their passphrase beside somebody else's session, counted as at sign-in."""

from exchange.core.errors import WrongPassphrase
from exchange.core.typed_key import NotAKey, read_typed_key
from exchange.flows.session.try_passphrase import TRY_AGAIN, forgive, name_mark, network_mark, try_passphrase
from exchange.flows.staff.authenticate import Credentials
from exchange.ports.hub import Hub


def try_second(second: Credentials, *, hub: Hub, network: str = "") -> Credentials:
    """Compare the passphrase of a second person, so that nobody guesses a colleague's there; the act proves it again.

    Raises:
        WrongPassphrase: the name is unknown, inactive, or the passphrase is not theirs; the answer is the same.
        SignInTooSoon, SignInBusy: as for `sign_in`.
    """
    try:
        name = read_typed_key(second.staff)
    except NotAKey:
        raise WrongPassphrase().saying(do=TRY_AGAIN) from None
    marks = [name_mark(name), *([network_mark(network)] if network else [])]
    try_passphrase(second, marks=marks, hub=hub)
    with hub.store.transaction() as tx:
        forgive(tx, marks, at=hub.clock.now())
    return second
