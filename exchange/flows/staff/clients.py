"""Client registration: case-management systems of the own organisation, registered by two people, suspended by one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from exchange.core.errors import CLIENT, KeyUnusable, NotAnId, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.partner.partner import PartnerStatus
from exchange.core.staff.client import RegisteredClient
from exchange.core.staff.founding import MAKERS
from exchange.flows.append_entry import append_entry
from exchange.flows.documents import check_text, read_json
from exchange.flows.identity import check_identity
from exchange.flows.staff.authenticate import (
    OPERATORS,
    Credentials,
    InPerson,
    authenticate,
    authenticate_second,
    authorize,
    authorize_second,
)
from exchange.ports.hub import Hub
from keys.errors import KeysError
from keys.jwk import Purpose
from keys.ring import KeySet

JWKS_LIMIT = 64 * 1024
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What is registered: the short name the client's id ends in, its name for people, its JWK Set as published."""

    short: str
    name: str
    jwks: bytes


def client_id(short: str, *, hub: Hub) -> str:
    """The `client_id` of a registered client: an address below the hub's (protocol section 1).

    Raises:
        NotAnId: the short name is not made of small letters, digits and hyphens.
    """
    if not _NAME.fullmatch(short):
        raise NotAnId("client").saying(where=short)
    return f"{hub.origin}/clients/{short}"


def register_client(what: Registration, *, by: InPerson, approve_by: Credentials | None, hub: Hub) -> RegisteredClient:
    """Register a client, or renew its keys; a suspended one stands again.

    Raises:
        NotAnId, Malformed, TooLarge: the short name or the JWK Set is not one.
        ForbiddenText: the name holds what is never kept.
        KeyUnusable: no key of it is valid now.
        IdentityTaken: a key of it is the hub's, a partner's or another client's.
        FourEyes, WrongPassphrase, Forbidden: the two people are not proven.
    """
    at, id_ = hub.clock.now(), client_id(what.short, hub=hub)
    jwks = read_json(what.jwks, limit=JWKS_LIMIT)
    check_text({"/name": what.name})
    try:
        keys = KeySet.from_jwks(jwks, Purpose.OAUTH)
        kids = [keys.current(Purpose.OAUTH, at).kid]
    except KeysError as error:
        raise KeyUnusable(error.code, pointer="/keys") from error
    known, other = authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    with hub.store.transaction() as tx:
        first = authorize(known, tx=tx, roles=OPERATORS)
        second = authorize_second(other, tx=tx, first=first.id, roles=MAKERS)
        check_identity(tx, id_, kids=frozenset(key.kid for key in keys), hub=hub)
        client = RegisteredClient(
            id=id_,
            name=what.name or what.short,
            jwks=jwks,
            standing=PartnerStatus.ACTIVE,
            registered_by=first.id,
            approved_by=second.id,
            registered_at=at,
        )
        tx.clients.put(client)
        record = {"registered": id_, "kids": kids, "by": first.id, "approved_by": second.id}
        append_entry(tx, EntryType.CLIENT_REGISTERED, record, hub=hub, at=at)
    return client


def suspend_client(short: str, *, by: InPerson, hub: Hub) -> RegisteredClient:
    """Suspend a client: no token, and the tokens it holds count no more.

    Raises:
        NotAnId, NotFound: there is no such client.
        WrongPassphrase, Forbidden: `by` is not proven or may not.
    """
    at, id_, known = hub.clock.now(), client_id(short, hub=hub), authenticate(by, hub=hub, fresh=True)
    with hub.store.transaction() as tx:
        who = authorize(known, tx=tx, roles=OPERATORS)
        tx.only_dismisses()
        client = tx.clients.get(id_)
        if client is None:
            raise NotFound(short, kind=CLIENT)
        client = replace(client, standing=PartnerStatus.SUSPENDED)
        tx.clients.put(client)
        append_entry(tx, EntryType.CLIENT_SUSPENDED, {"suspended": id_, "by": who.id}, hub=hub, at=at)
    return client


def clients(*, hub: Hub) -> Sequence[RegisteredClient]:
    """Every registered client, in order of id."""
    with hub.store.reading() as tx:
        return tx.clients.all()
