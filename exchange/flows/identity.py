"""Identity check: whoever joins is nobody who is here already, by name or by key.

A key names its owner: an assertion or an event signed with a key of two owners is the word of either.
"""

from collections.abc import Iterator

from exchange.core.errors import Refusal
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_PAGE = 200


class IdentityTaken(Refusal):
    """This identifier or one of these keys belongs to somebody else here."""

    code = "SENDER_IDENTITY_TAKEN"
    status = 409
    de = "Diese Kennung oder einer dieser Schlüssel gehört hier schon jemand anderem."
    fix_de = (
        "Verwenden Sie die eigene Adresse der Stelle und Schlüssel, die nur für sie erzeugt wurden"
        " (geleit partner init). Nichts wurde aufgenommen."
    )
    fix_en = "Use the partner's own address and keys made for it alone (geleit partner init). Nobody was enrolled."


def check_identity(tx: Tx, who: str, *, kids: frozenset[str], hub: Hub) -> None:
    """Let pass an identifier and the thumbprints of all its keys, if no other party goes by any of them.

    Raises:
        IdentityTaken: the hub, a partner, a client or one of `geleit.toml` does, suspended or not; `detail` says whose.
    """
    if who == hub.origin or who in hub.configured:
        raise IdentityTaken(who, pointer="/entity")
    _raise_if_owned(tx, who, kids=kids, hub=hub)


def check_configured(tx: Tx, *, hub: Hub) -> None:
    """Let pass the clients of `geleit.toml`, if no other party goes by their ids or by any of their keys.

    Raises:
        IdentityTaken: one does; `detail` says whose.
    """
    for who, kids in hub.configured.items():
        if tx.clients.get(who) is not None or tx.partners.get(who) is not None:
            raise IdentityTaken(who)
        _raise_if_owned(tx, who, kids=kids, hub=hub)


def _raise_if_owned(tx: Tx, who: str, *, kids: frozenset[str], hub: Hub) -> None:
    for owner, owned in _owners(tx, hub=hub):
        if owner != who and kids & owned:
            raise IdentityTaken(f"{owner}: {min(kids & owned)}")


def _owners(tx: Tx, *, hub: Hub) -> Iterator[tuple[str, frozenset[str]]]:
    yield hub.origin, frozenset(key.kid for key in hub.ring)
    yield from hub.configured.items()
    for client in tx.clients.all():
        yield client.id, _kids(client.jwks)
    after = ""
    while page := tx.partners.page(after=after, limit=_PAGE):
        for partner in page:
            yield partner.entity, frozenset().union(*map(_kids, partner.jwks.values()))
        after = page[-1].entity


def _kids(jwks: object) -> frozenset[str]:
    keys = jwks.get("keys", ()) if isinstance(jwks, dict) else ()
    return frozenset(jwk["kid"] for jwk in keys if "kid" in jwk)
