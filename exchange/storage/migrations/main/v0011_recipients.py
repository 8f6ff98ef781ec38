"""To whom consents of before were given: the digest of each recipient as its row stands now.

Consents are sealed and stay as they are; the partner's row keeps what they are bound to. Kinds that § 203 StGB always
binds are bound, whatever their document said. A program of before must not go on: to it a renamed partner is the same.
"""

import base64
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_PARTNER = sa.table("partner", sa.column("entity", sa.Text), sa.column("document", sa.JSON))
_ALWAYS_BOUND = ("doctor", "psychotherapist", "clinic")


def upgrade() -> None:
    """Write the digests into every partner's document."""
    at = datetime.now(UTC).isoformat()
    connection = op.get_bind()
    rows = connection.execute(sa.select(_PARTNER.c.entity, _PARTNER.c.document)).all()
    for entity, document in rows:
        written = _PARTNER.update().where(_PARTNER.c.entity == entity).values(document=_bound(document, at=at))
        connection.execute(written)


def _bound(document: dict[str, Any], *, at: str) -> dict[str, Any]:
    bound = document["bound_by_203"] or document["kind"] in _ALWAYS_BOUND
    who = {"entity": document["entity"], "name": document["name"], "kind": document["kind"], "bound_by_203": bound}
    lines = document["lines"]
    digests = {line["id"]: _digest({**who, "line": line["id"], "service": line["service"]}) for line in lines}
    history: dict[str, Any] = {
        "proposed": None,
        "formerly": [],
        "another_since": None,
        "at_migration": digests,
        "migrated_at": at,
    }
    return {**document, "bound_by_203": bound, "history": history}


def _digest(row: dict[str, object]) -> str:
    """SHA-256 over the canonical JSON (RFC 8785): of texts and truth values under these names it is this."""
    canonical = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(hashlib.sha256(canonical).digest()).rstrip(b"=").decode()
