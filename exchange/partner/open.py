"""Opening and export: a packet is opened for a person to read, or written into a folder with its attachments."""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from exchange.core.consent.clause import show_clause
from exchange.core.errors import ConsentEnded, Malformed
from exchange.core.ids import show_instant
from exchange.core.packet.notice import text_of
from exchange.core.packet.packet import Packet
from exchange.partner import files
from exchange.partner.attachments import free_name, set_apart, unpack
from exchange.partner.context import PartnerContext
from exchange.partner.errors import InboxDamaged, PacketClosed
from exchange.partner.inbox import Filed, Stage
from exchange.partner.sealed.open import OpenedPart, opened_parts
from exchange.partner.unseal import reopen
from keys import durable
from keys.errors import KeysError


def open_packet(packet_id: str, *, context: PartnerContext) -> Packet:
    """Decrypt a packet that passed every check, for a person to read.

    Raises:
        PacketUnknown: there is none of this id.
        PacketClosed: it was not readable, was stopped, or is not finished; `detail` is the reason.
        ConsentEnded: nobody opened it while the consent ran, so nobody does now (domain section 5).
        InboxDamaged: the stored parcel was changed.
    """
    filed = context.inbox.need(packet_id)
    if filed.stage is not Stage.RECEIVED:
        raise PacketClosed(filed.reason or filed.stage.value)
    packet = _reopened(filed, context=context)
    over = packet.consent is not None and packet.consent.valid_until <= context.now()
    if over and filed.opened_at is None:
        raise ConsentEnded(packet_id)
    if filed.opened_at is None:
        context.inbox.put(replace(filed, opened_at=context.now()))
    return packet


def export(packet_id: str, *, to: Path, context: PartnerContext) -> tuple[Path, ...]:
    """Write a packet's content (`referral.json`), its attachments and sealed parts into a folder, the owner's only.

    Nothing there is overwritten. What was written is remembered, so that a withdrawal deletes it as well.

    Raises:
        as `open_packet`; OSError where the folder cannot be written to.
    """
    packet = open_packet(packet_id, context=context)
    durable.make_folder(to)
    parts = opened_parts(packet, ring=context.decryption.ring)
    text = json.dumps(readable(packet) | {"sealed": facts_of(parts)}, ensure_ascii=False, indent=2).encode()
    written = [_announced(packet_id, to, "referral.json", context=context)]
    with durable.create(written[0]) as file:
        file.write(text)
    _remember(packet_id, written[0], files.digest_of(written[0]), context=context)
    for ref in packet.attachments:
        path = _announced(packet_id, to, ref.name, context=context)
        try:
            unpack(ref, owner=packet.id, folder=context.inbox.blobs(packet_id), to=path)
        except KeysError as error:
            raise InboxDamaged("blobs") from error
        written.append(_kept(packet_id, path, media_type=ref.media_type, context=context))
    for inside in (part.file for part in parts if part.file is not None):
        path = _announced(packet_id, to, inside.name, context=context)
        with durable.create(path) as file:
            file.write(inside.content)
        written.append(_kept(packet_id, path, media_type=inside.media_type, context=context))
    return tuple(written)


def facts_of(parts: Iterable[OpenedPart]) -> list[dict[str, object]]:
    """What sealed parts say of themselves, and where one could not be opened: `problem`. Never what is in the file."""
    return [
        {
            "pointer": part.pointer,
            "categories": list(part.categories),
            "provenance": part.provenance,
            "file": part.file and part.file.name,
            "media_type": part.file and part.file.media_type,
            "length": part.file and len(part.file.content),
            "sealed_at": part.file and show_instant(part.file.sealed_at),
            "problem": part.problem,
        }
        for part in parts
    ]


def _announced(packet_id: str, folder: Path, name: str, *, context: PartnerContext) -> Path:
    """Choose a name that is free and write it down before there is anything behind it."""
    path = free_name(folder.resolve(), name)
    _remember(packet_id, path, "", context=context)
    return path


def _kept(packet_id: str, path: Path, *, media_type: str, context: PartnerContext) -> Path:
    """Check a file that was written, and remember it by its digest."""
    path = _checked(packet_id, path, media_type=media_type, context=context)
    _remember(packet_id, path, files.digest_of(path), context=context)
    return path


def _checked(packet_id: str, path: Path, *, media_type: str, context: PartnerContext) -> Path:
    """Move what is not what it says it is to a name that no program opens by itself, written down beforehand."""
    place = set_apart(path, media_type=media_type)
    if place != path:
        _remember(packet_id, place, "", context=context)
        durable.into_place(path, place)
    return place


def readable(packet: Packet) -> dict[str, object]:
    """A packet as a person or a partner's own program reads it. Keys of attachments are not in it."""
    consent = packet.consent
    return {
        "packet": packet.id,
        "referral": packet.referral,
        "version": packet.version,
        "kind": packet.kind.value,
        "from": packet.issuer,
        "service": packet.service,
        "schema": packet.schema,
        "purpose": packet.purpose.value,
        "basis": packet.basis,
        "notice": text_of(packet.notice) or packet.notice.text_version,
        "person": packet.person,
        "issued_at": show_instant(packet.issued_at),
        "expires_at": show_instant(packet.expires_at),
        "reply": {"to": packet.reply.to, "until": show_instant(packet.reply.until), "duty": packet.reply.duty},
        "consent": consent
        and {
            "valid_until": show_instant(consent.valid_until),
            "feedback_level": consent.feedback.level,
            "feedback": list(consent.feedback.categories),
            "clauses": [show_clause(clause) for clause in consent.clauses],
        },
        "data": packet.data,
        "sources": {row.pointer: row.source for row in packet.manifest},
        "attachments": [
            {"id": ref.id, "name": ref.name, "media_type": ref.media_type, "length": ref.length}
            for ref in packet.attachments
        ],
    }


def _reopened(filed: Filed, *, context: PartnerContext) -> Packet:
    try:
        raw = context.inbox.parcel(filed.packet).read_bytes()
        return reopen(raw, packet_sha256=filed.packet_sha256, ring=context.decryption.ring)
    except (KeysError, Malformed, FileNotFoundError) as error:
        raise InboxDamaged("parcel.json") from error


def _remember(packet_id: str, path: Path, sha256: str, *, context: PartnerContext) -> None:
    filed = context.inbox.need(packet_id)
    exports = {**dict(filed.exports), str(path): sha256}
    context.inbox.put(replace(filed, exports=tuple(exports.items())))
