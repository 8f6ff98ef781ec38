"""Feedback: content a partner sends back, with one manifest row per field, each under a `back` clause of the packet."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import schemas
from exchange.core.consent.context import DisclosureContext, disclosure_context
from exchange.core.consent.field import PROFESSIONAL, Field, source_at
from exchange.core.consent.permits import naming_clause
from exchange.core.consent.prohibited import ForbiddenText, forbidden_text
from exchange.core.errors import Malformed, NotCovered, SchemaInvalid
from exchange.core.packet.file_name import check_file_name, read_file_name
from exchange.core.packet.manifest import CONSENT, Row, placed, row_of, show_row
from exchange.core.packet.media import AttachmentRefused
from exchange.core.packet.packet import FileRef, Packet, show_file
from exchange.core.packet.read_ahead import read_ahead
from exchange.core.said import Said
from exchange.core.verdict import Refused
from exchange.core.vocabulary import Direction, Service
from exchange.partner.attachments import COUNT, LIMIT
from exchange.partner.calls import send_blob
from exchange.partner.context import PartnerContext
from exchange.partner.session import new_id
from exchange.partner.verify import annotated_fields, schema_name
from keys import durable
from keys.encoding import b64url
from keys.stream import KEY_BYTES, context_of, seal_stream

_MEMBERS = frozenset({"schema", "data", "sources", "attachments"})
_FILE_MEMBERS = frozenset({"file", "category", "media_type"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """An attachment of ours, sealed and waiting in a file."""

    ref: FileRef
    path: Path


_FORM = Said(
    '{"schema": "urn:geleit:schema:feedback:1", "data": {…}}; `data` wie von geleit schema example feedback',
    '{"schema": "urn:geleit:schema:feedback:1", "data": {…}}; `data` as geleit schema example feedback shows it',
)


def feedback_members(
    document: Mapping[str, Any], *, packet: Packet, jti: str, context: PartnerContext
) -> dict[str, Any]:
    """Turn a feedback document into the members of the event, sending its attachments ahead.

    The document is `{schema, data, sources?, attachments?: [{file, category, media_type}]}`; `sources` maps pointers
    to where values come from, by default this partner itself. What no clause covers, and what never travels, does not
    even reach the hub.

    Raises:
        Malformed, SchemaInvalid: the document is not one.
        ForbiddenText: a value or the name of a file holds what never travels; `detail` names its kind.
        NotCovered: no `back` clause of the packet covers a field; `pointer` says which.
        AttachmentRefused: a file is missing, there are too many or too large ones, or one is not what it says it is.
        HubUnreachable, HubRefused: an attachment could not be sent; nothing was said then.
    """
    schema, data, sources = _read(document)
    fields = annotated_fields(schema, data, profile=None)
    speaker = PROFESSIONAL + context.settings.entity
    given = {"": speaker, **sources}
    disclosure = _disclosure(packet, context=context)
    _check_found(placed(data, ()))
    rows = [
        _row(replace(field, source=source_at(field.pointer, given)), packet=packet, disclosure=disclosure)
        for field in fields
    ]
    described = document.get("attachments", [])
    _check_files(described)
    _check_found({f"/attachments/{index}/file": Path(one["file"]).name for index, one in enumerate(described)})
    sealed: list[Sealed] = []
    try:
        for one in described:
            sealed.append(_seal(one, jti=jti, context=context))
            field = Field(pointer=f"attachment:{sealed[-1].ref.id}", categories=(one["category"],), source=speaker)
            rows.append(_row(field, packet=packet, disclosure=disclosure))
        for ready in sealed:
            send_blob(context.session, ready.ref.sha256, ready.path)
    finally:
        for ready in sealed:
            ready.path.unlink(missing_ok=True)
    return {
        "schema": schema,
        "data": dict(data),
        "manifest": [show_row(row) for row in rows],
        "attachments": [show_file(ready.ref) for ready in sealed],
    }


def _read(document: Mapping[str, Any]) -> tuple[str, Mapping[str, Any], Mapping[str, str]]:
    if not {"schema", "data"} <= set(document) <= _MEMBERS:
        raise Malformed(pointer="").saying(form=_FORM)
    schema, data, sources = document["schema"], document["data"], document.get("sources", {})
    if not isinstance(schema, str) or not isinstance(data, dict) or not isinstance(sources, dict):
        raise Malformed(pointer="").saying(form=_FORM)
    try:
        problems = schemas.validate(schema_name(schema), data)
    except schemas.SchemasError as error:
        raise SchemaInvalid("schema", pointer="/schema") from error
    if problems:
        raise SchemaInvalid(problems[0].rule, pointer=f"/data{problems[0].pointer}")
    return schema, data, sources


def _disclosure(packet: Packet, *, context: PartnerContext) -> DisclosureContext:
    line = context.offer.lines.get(packet.service)
    if line is None:
        raise SchemaInvalid("service-line")
    return disclosure_context(
        packet.relation,
        partner=context.offer,
        service=Service(line["service"]),
        direction=Direction.BACK,
        at=context.now(),
    )


def _row(field: Field, *, packet: Packet, disclosure: DisclosureContext) -> Row:
    named: list[str] = []
    for category in field.categories:
        clause = naming_clause(category, source=field.source, context=disclosure, clauses=packet.clauses)
        if isinstance(clause, Refused):
            raise NotCovered(clause.reason, pointer=field.pointer)
        named.append(clause.id)
    return row_of(field, clauses=tuple(named), basis=CONSENT)


def _check_found(texts: Mapping[str, object]) -> None:
    refused = forbidden_text(texts)
    if refused is not None:
        raise ForbiddenText(refused.reason, pointer=refused.pointer)


def _check_files(described: object) -> None:
    if not isinstance(described, list) or len(described) > COUNT:
        raise AttachmentRefused("count", pointer="/attachments")
    for index, one in enumerate(described):
        pointer = f"/attachments/{index}"
        if not isinstance(one, dict) or set(one) != _FILE_MEMBERS:
            raise Malformed("attachment", pointer=pointer)
        path = Path(str(one["file"]))
        if not path.is_file():
            raise AttachmentRefused("not-found", pointer=f"{pointer}/file")
        if path.stat().st_size > LIMIT:
            raise AttachmentRefused("too-large", pointer=f"{pointer}/file")
        try:
            check_file_name(path.name, media_type=str(one["media_type"]))
        except AttachmentRefused as error:
            raise AttachmentRefused(error.detail, pointer=f"{pointer}/file") from error


def _seal(described: Mapping[str, Any], *, jti: str, context: PartnerContext) -> Sealed:
    source_path, attachment_id, key = Path(described["file"]), new_id(context.now()), secrets.token_bytes(KEY_BYTES)
    waiting = durable.make_folder(context.place.root / "outgoing") / attachment_id
    try:
        with source_path.open("rb") as source, durable.create(waiting) as target:
            whole = read_ahead(source, media_type=described["media_type"])
            made = seal_stream(whole, target, key=key, context=context_of(jti, attachment_id))
    except BaseException:
        # Nothing half sealed is left lying about, whatever stopped it.
        waiting.unlink(missing_ok=True)
        raise
    ref = FileRef(
        id=attachment_id,
        name=read_file_name(source_path.name),
        media_type=described["media_type"],
        length=made.length,
        sealed_length=made.sealed_length,
        sha256=made.sha256,
        key=b64url(key),
        category=described["category"],
    )
    return Sealed(ref=ref, path=waiting)
