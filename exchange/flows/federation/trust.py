"""Trust chain resolution (OpenID Federation 1.1 section 10): verify what an anchor and a participant have signed.

Each object is verified with the keys of the one above it, the anchor's with the thumbprints that are pinned here,
before anything in it is read; then comes its form (schemas `statement`, `directory`, `anchor`), then what
`core/federation` decides. Nothing is fetched and nothing is kept here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exchange.core.federation.chain import Resolved, resolve
from exchange.core.federation.directory import Directory, read_directory
from exchange.core.federation.errors import ChainInvalid, DirectoryInvalid, StatementInvalid, TrustMarkInvalid
from exchange.core.federation.statement import (
    ANCHOR,
    HUB,
    PARTNER,
    Metadata,
    Statement,
    read_configuration,
    read_subordinate,
)
from exchange.core.federation.trust_mark import TrustMark, check_trust_mark
from exchange.flows.documents import check_fit, read_json
from keys.encoding import digest
from keys.errors import KeysError
from keys.jwk import Purpose
from keys.objects import DIRECTORY, ENTITY_STATEMENT, TRUST_MARK, Kind
from keys.ring import KeySet
from keys.sign import peek, verify

_SETS = {
    (ANCHOR, "directory_jwks"): Purpose.DIRECTORY,
    (HUB, "packet_jwks"): Purpose.PACKET,
    (HUB, "ack_jwks"): Purpose.ACK,
    (HUB, "enc_jwks"): Purpose.ENC,
    (HUB, "webhook_jwks"): Purpose.WEBHOOK,
    (PARTNER, "ack_jwks"): Purpose.ACK,
    (PARTNER, "enc_jwks"): Purpose.ENC,
    ("oauth_client", "jwks"): Purpose.CLIENT,
}
"""Where metadata hold keys, and what for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something is judged, and whether names of a demonstration are taken."""

    at: datetime
    demo: bool


def open_anchor(compact: str, *, pins: frozenset[str], now: Moment) -> Statement:
    """An anchor's own statement, signed by a key whose thumbprint is pinned here.

    Raises:
        StatementInvalid, StatementOutOfTime, SchemaInvalid: it is not one, not pinned, or not of now.
        ChainInvalid: it is no anchor's.
    """
    statement = open_configuration(compact, pins=pins, now=now)
    if ANCHOR not in statement.metadata or statement.hints:
        raise ChainInvalid("anchor")
    check_fit(statement.metadata[ANCHOR], schema="anchor", under=f"/metadata/{ANCHOR}")
    _check_purposes(statement, statement.metadata)
    return statement


def open_configuration(compact: str, *, pins: frozenset[str], now: Moment) -> Statement:
    """What somebody says of itself, signed by a key of its own that is one of `pins`.

    Raises:
        StatementInvalid, StatementOutOfTime, SchemaInvalid: it is not one, not so signed, or not of now.
    """
    try:
        own = KeySet.from_jwks(peek(compact, kind=ENTITY_STATEMENT).get("jwks"), Purpose.FEDERATION)
    except KeysError as error:
        raise StatementInvalid(error.code) from error
    pinned = KeySet(key for key in own if key.kid in pins)
    claims = _verified(compact, kind=ENTITY_STATEMENT, keys=pinned, now=now)
    check_fit(claims, schema="statement")
    return read_configuration(claims, sha256=digest(compact), at=now.at, demo=now.demo)


def open_statement(compact: str, *, anchor: Statement, now: Moment) -> Statement:
    """What an anchor says of somebody else.

    Raises:
        StatementInvalid, StatementOutOfTime, SchemaInvalid: it is not one, not the anchor's, or not of now.
    """
    claims = _verified(compact, kind=ENTITY_STATEMENT, keys=_keys(anchor), now=now)
    check_fit(claims, schema="statement")
    if claims["iss"] != anchor.sub:
        raise StatementInvalid("iss", pointer="/iss")
    statement = read_subordinate(claims, sha256=digest(compact), at=now.at, demo=now.demo)
    _keys(statement)
    return statement


def resolve_chain(compacts: Sequence[str], *, pins: frozenset[str], now: Moment) -> Resolved:
    """Resolve a participant from its own statement, the anchor's about it, and the anchor's about itself.

    Raises:
        ChainInvalid, ConstraintBroken, MetadataPolicyInvalid, MetadataRefused: they lead nowhere.
        StatementInvalid, StatementOutOfTime, SchemaInvalid: one of them does not hold.
    """
    try:
        own, about, top = compacts
    except ValueError as error:
        raise ChainInvalid("length") from error
    anchor = open_anchor(top, pins=pins, now=now)
    statement = open_statement(about, anchor=anchor, now=now)
    believed = frozenset(key.kid for key in _keys(statement) if key.valid_at(now.at))
    resolved = resolve((open_configuration(own, pins=believed, now=now), statement, anchor))
    _check_purposes(statement, resolved.metadata)
    return resolved


def open_directory(compact: str, *, anchor: Statement, now: Moment) -> Directory:
    """A directory, signed by a directory key that the anchor's own statement certifies.

    Raises:
        DirectoryInvalid, StatementOutOfTime, SchemaInvalid: it is not one, not the anchor's, or not of now.
    """
    try:
        keys = KeySet.from_jwks(anchor.metadata[ANCHOR]["directory_jwks"], Purpose.DIRECTORY)
        verified = verify(compact, kind=DIRECTORY, keys=keys)
    except KeysError as error:
        raise DirectoryInvalid(error.code) from error
    if not verified.key.valid_at(now.at):
        raise DirectoryInvalid("key")
    claims = read_json(verified.payload, limit=DIRECTORY.limit)
    check_fit(claims, schema="directory")
    if claims["iss"] != anchor.sub:
        raise DirectoryInvalid("iss", pointer="/iss")
    begins = verified.key.nbf
    return read_directory(claims, sha256=digest(compact), key_nbf=begins, at=now.at, demo=now.demo)


def trust_marks(
    leaf: Statement, *, anchor: Statement, keys_of: Callable[[str], KeySet | None], now: Moment
) -> Sequence[TrustMark]:
    """The marks a participant shows that hold; every other is left out, and changes nothing else.

    `keys_of` gives the federation keys of who issued a mark, None for somebody who is not known here.
    """
    found = (
        _mark(one, sub=leaf.sub, anchor=anchor, keys_of=keys_of, now=now) for one in leaf.claims.get("trust_marks", ())
    )
    return [one for one in found if one is not None]


def _mark(
    shown: Mapping[str, str],
    *,
    sub: str,
    anchor: Statement,
    keys_of: Callable[[str], KeySet | None],
    now: Moment,
) -> TrustMark | None:
    try:
        keys = keys_of(peek(shown["trust_mark"], kind=TRUST_MARK).get("iss", ""))
        claims = _verified(shown["trust_mark"], kind=TRUST_MARK, keys=keys or KeySet(), now=now)
        return check_trust_mark(claims, sub=sub, shown_as=shown["trust_mark_type"], anchor=anchor, at=now.at)
    except (KeysError, StatementInvalid, TrustMarkInvalid):
        return None


def _verified(compact: str, *, kind: Kind, keys: KeySet, now: Moment) -> Mapping[str, Any]:
    try:
        verified = verify(compact, kind=kind, keys=keys)
    except KeysError as error:
        raise StatementInvalid(error.code) from error
    # A key that is over or revoked signs nothing any more: what it signed in time was accepted in time.
    if not verified.key.valid_at(now.at):
        raise StatementInvalid("key")
    claims: Mapping[str, Any] = read_json(verified.payload, limit=kind.limit)
    return claims


def _check_purposes(statement: Statement, metadata: Metadata) -> None:
    """Refuse keys that are none, and one that stands under two purposes (protocol section 1)."""
    named = {place: metadata[place[0]][place[1]] for place in _SETS if place[1] in metadata.get(place[0], {})}
    try:
        others = [KeySet.from_jwks(jwks, _SETS[place]) for place, jwks in named.items()]
        KeySet(key for keys in (_keys(statement), *others) for key in keys)
    except KeysError as error:
        raise StatementInvalid(error.code, pointer="/metadata") from error


def _keys(statement: Statement) -> KeySet:
    try:
        return KeySet.from_jwks(statement.jwks, Purpose.FEDERATION)
    except KeysError as error:
        raise StatementInvalid(error.code, pointer="/jwks") from error
