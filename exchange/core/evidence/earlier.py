"""Audit of rows of before MACs: what the leaves of their time say of a row, as far as they say anything.

Each function takes a leaf's record and gives what it claims of rows: a row's name, and some of its facts.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from exchange.core.evidence.entry import EntryType, LogEntry
from exchange.core.evidence.row import row_name

Claim = tuple[str, Mapping[str, Any]]
_Said = Mapping[str, Any]


def claims(entry: LogEntry) -> Iterator[Claim]:
    """What a leaf claims of rows that decide; nothing where it is of another kind."""
    read = _CLAIMS.get(entry.type)
    if read is not None:
        yield from read(json.loads(entry.record))


def partner_facts(document: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a partner's row that leaves speak of."""
    keys = {f"{purpose}_keys": _kids(published) for purpose, published in document["jwks"].items()}
    return {"pin": document["pin"], "standing": document["standing"], **keys}


def client_facts(document: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a client's row that leaves speak of."""
    return {"standing": document["standing"], "keys": _kids(document["jwks"])}


def differs(claimed: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Whether a row is not as its leaves say. Of keys a leaf may name only the one in use."""
    return any(not _agrees(name, value, facts.get(name)) for name, value in claimed.items())


def _agrees(name: str, said: Any, found: Any) -> bool:
    return set(said) <= set(found or ()) if name.endswith("keys") else said == found


def _staff(said: _Said) -> Iterator[Claim]:
    role = {"role": said["role"]} if "role" in said else {}
    yield row_name("staff", said["staff"]), {"active": True, **role}


def _role(said: _Said) -> Iterator[Claim]:
    yield row_name("staff", said["staff"]), {"role": said["role"]}


def _left(said: _Said) -> Iterator[Claim]:
    yield row_name("staff", said["staff"]), {"active": False}


def _training(said: _Said) -> Iterator[Claim]:
    yield row_name("training", said["training"]), {"staff": said["staff"], "topic": said["topic"]}


def _enrolled(said: _Said) -> Iterator[Claim]:
    yield row_name("partner", said["partner"]), {"pin": said["pin"], "standing": "active"}


def _suspended(said: _Said) -> Iterator[Claim]:
    yield row_name("partner", said["partner"]), {"standing": "suspended"}


def _keys(said: _Said) -> Iterator[Claim]:
    if "partner" in said and "kids" in said:
        yield row_name("partner", said["partner"]), {f"{said['purpose']}_keys": said["kids"]}


def _client(said: _Said) -> Iterator[Claim]:
    yield row_name("client", said["registered"]), {"standing": "active", "keys": said["kids"]}


def _client_suspended(said: _Said) -> Iterator[Claim]:
    yield row_name("client", said["suspended"]), {"standing": "suspended"}


def _consent(said: _Said) -> Iterator[Claim]:
    yield row_name("consent", said["consent"]), {"status": said["status"]}


def _kids(jwks: Any) -> list[str]:
    return [jwk["kid"] for jwk in jwks.get("keys", ()) if "kid" in jwk]


_CLAIMS: Mapping[EntryType, Callable[[_Said], Iterator[Claim]]] = {
    EntryType.STAFF_ADDED: _staff,
    EntryType.STAFF_RESET: _staff,
    EntryType.STAFF_RETURNED: _staff,
    EntryType.STAFF_ROLE_CHANGED: _role,
    EntryType.STAFF_DEACTIVATED: _left,
    EntryType.TRAINING_RECORDED: _training,
    EntryType.PARTNER_ENROLLED: _enrolled,
    EntryType.PARTNER_SUSPENDED: _suspended,
    EntryType.KEY_CHANGED: _keys,
    EntryType.CLIENT_REGISTERED: _client,
    EntryType.CLIENT_SUSPENDED: _client_suspended,
    EntryType.CONSENT_RECORDED: _consent,
    EntryType.CONSENT_WITHDRAWN: _consent,
    EntryType.CONSENT_EXPIRED: _consent,
}
