"""Challenge: what a passkey is asked, kept here, bound to one browser and one purpose, answered once within minutes."""

from exchange.core.session.passkey import (
    ASKED_FOR,
    NoPasskeysHere,
    PasskeyFault,
    PasskeyRefused,
    PasskeyUse,
    passkey_place,
)
from exchange.ports.hub import Hub
from keys.encoding import b64url
from keys.passkey import CHALLENGE_BYTES, Party, PasskeyUnfit

_KIND = "passkey"
_WORDS = frozenset(PasskeyFault)


def party_of(hub: Hub) -> Party:
    """For whom passkeys of this hub are made.

    Raises:
        NoPasskeysHere: its address has no name.
    """
    place = passkey_place(hub.origin, demo=hub.demo)
    if place is None:
        raise NoPasskeysHere
    return Party(place.name, place.origin)


def ask(what: PasskeyUse, *, bound: str, hub: Hub) -> bytes:
    """Make a challenge and keep that it was asked of this browser; `bound` is what only it can say."""
    challenge = hub.entropy.bytes(CHALLENGE_BYTES)
    with hub.store.shared() as tx:
        until = hub.clock.now() + ASKED_FOR
        tx.single_use.offer(_KIND, _mark(what, bound, b64url(challenge)), until=until)
    return challenge


def take(what: PasskeyUse, challenge: str, *, bound: str, hub: Hub) -> None:
    """Use a challenge up, whatever becomes of its answer.

    Raises:
        PasskeyRefused: it was not asked of this browser, not for this, is used or too old.
    """
    with hub.store.shared() as tx:
        taken = tx.single_use.take(_KIND, _mark(what, bound, challenge), at=hub.clock.now())
    if not taken:
        raise PasskeyRefused(PasskeyFault.CHALLENGE)


def refused(error: PasskeyUnfit) -> PasskeyRefused:
    """Say in words why an answer does not hold."""
    return PasskeyRefused(PasskeyFault(error.detail) if error.detail in _WORDS else PasskeyFault.UNFIT)


def _mark(what: PasskeyUse, bound: str, challenge: str) -> str:
    return f"{what.value}\n{bound}\n{challenge}"
