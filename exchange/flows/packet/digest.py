"""Preview digest: what a packet would say, as one SHA-256, so that what somebody saw is what is sent, or nothing."""

from typing import Any

import schemas
from exchange.core.consent.field import ATTACHMENT
from exchange.core.packet.build import Built
from exchange.core.packet.manifest import Row, show_row
from exchange.flows.packet.plan import Plan
from keys.encoding import digest
from keys.strictjson import canonical


def preview_digest(plan: Plan, built: Built) -> str:
    """SHA-256 (base64url) over the RFC 8785 form of what the recipient would learn, and on which yes.

    Ids, salts and instants of packets and files are not in it: they are new each time something is sealed. A file
    stands there with the digest of its plaintext.
    """
    files = {one.id: one.content_sha256 for one in plan.draft.attachments}
    recipient = plan.context.recipient
    said: dict[str, Any] = {
        "recipient": {"entity": recipient.entity, "service_line": recipient.service_line},
        "service": plan.line.service.value,
        "schema": plan.form.schema,
        "profile": schemas.sha256_of_profile(plan.form.profile),
        "consent": plan.consent.id if plan.consent else None,
        "data": built.data,
        "manifest": [_row(row, files) for row in built.manifest],
        "files": sorted(files[file] for row in built.manifest if (file := _file(row)) in files),
    }
    return digest(canonical(said))


def _row(row: Row, files: dict[str, str]) -> dict[str, Any]:
    file = _file(row)
    return show_row(row._replace(pointer=ATTACHMENT + files[file]) if file in files else row)


def _file(row: Row) -> str:
    return row.pointer.removeprefix(ATTACHMENT) if row.pointer.startswith(ATTACHMENT) else ""
