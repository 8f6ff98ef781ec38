"""Strict deserialisation: a packet's claims back into a value; a stranger's input, not yet believed.

The claims are those of protocol section 2.
"""

import base64
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from exchange.core.consent.clause import LEVELS
from exchange.core.errors import Malformed
from exchange.core.packet.claims import (
    array,
    base64url,
    clause,
    code,
    each,
    flag,
    instant,
    members,
    moment,
    number,
    text,
    texts,
    uuid,
)
from exchange.core.packet.file_name import read_file_name
from exchange.core.packet.manifest import CONSENT, read_basis, read_row
from exchange.core.packet.media import AttachmentRefused
from exchange.core.packet.packet import (
    ENQUIRY_SCHEMA,
    LIFETIME,
    VERSION,
    CarriedConsent,
    Feedback,
    FileRef,
    Notice,
    Packet,
    Reply,
)
from exchange.core.vocabulary import PacketKind, Purpose

_CLAIMS = frozenset({"iss", "aud", "jti", "iat", "exp", "rx"})
_RX = frozenset(
    {"v", "kind", "referral", "version", "service", "schema", "profile_sha256", "enc_kid", "salt", "purpose", "basis"}
    | {"consent", "manifest", "data", "attachments", "reply", "notice", "pad"}
)
_MAYBE = frozenset({"supersedes", "in_reply_to", "person"})
_CONSENT = frozenset({"id", "commitment", "valid_until", "clauses", "feedback"})
_FEEDBACK = frozenset({"level", "no_show", "categories"})
_FILE = frozenset({"id", "name", "media_type", "length", "sealed_length", "sha256", "key", "category"})
_REPLY = frozenset({"to", "until", "duty"})
_NOTICE = frozenset({"text_version", "sha256"})
_SCHEMA = re.compile(r"urn:geleit:schema:[a-z0-9-]+:[1-9][0-9]*")
_DIGEST = 32
_PSEUDONYM = 16


def read_packet(claims: Mapping[str, Any]) -> Packet:
    """Turn the claims of a verified `rx-packet+jwt` into a value; whether it is permitted is for `core.packet.check`.

    Raises:
        Malformed: a member is missing, unknown or of the wrong kind, `exp` is not within 21 days of `iat`, an enquiry
            names a person, or basis and consent contradict each other. `pointer` is the place in the claims.
    """
    top = members(claims, _CLAIMS, pointer="")
    rx = members(top["rx"], _RX, pointer="/rx", optional=_MAYBE)
    issued_at = moment(top["iat"], pointer="/iat")
    ends_early = _ends_early(top["exp"], issued_at=issued_at, basis=rx["basis"])
    if rx["v"] != VERSION:
        raise Malformed("version", pointer="/rx/v")
    if not isinstance(rx["data"], dict):
        raise Malformed("object", pointer="/rx/data")
    if not isinstance(rx["pad"], str):
        raise Malformed("text", pointer="/rx/pad")
    packet = Packet(
        issuer=text(top["iss"], pointer="/iss"),
        audience=text(top["aud"], pointer="/aud"),
        id=uuid(top["jti"], pointer="/jti"),
        issued_at=issued_at,
        ends_early=ends_early,
        kind=code(PacketKind, rx["kind"], pointer="/rx/kind"),
        referral=uuid(rx["referral"], pointer="/rx/referral"),
        version=number(rx["version"], pointer="/rx/version", least=1),
        service=text(rx["service"], pointer="/rx/service"),
        schema=text(rx["schema"], pointer="/rx/schema", pattern=_SCHEMA),
        profile_sha256=base64url(rx["profile_sha256"], length=_DIGEST, pointer="/rx/profile_sha256"),
        enc_kid=base64url(rx["enc_kid"], length=_DIGEST, pointer="/rx/enc_kid"),
        salt=base64.urlsafe_b64decode(base64url(rx["salt"], length=_DIGEST, pointer="/rx/salt") + "="),
        purpose=code(Purpose, rx["purpose"], pointer="/rx/purpose"),
        basis=code(read_basis, rx["basis"], pointer="/rx/basis"),
        manifest=each(read_row, rx["manifest"], pointer="/rx/manifest"),
        data=rx["data"],
        reply=_reply(rx["reply"]),
        notice=_notice(rx["notice"]),
        person=base64url(rx["person"], length=_PSEUDONYM, pointer="/rx/person") if "person" in rx else None,
        consent=None if rx["consent"] is None else _consent(rx["consent"]),
        attachments=each(read_file, rx["attachments"], pointer="/rx/attachments"),
        supersedes=uuid(rx["supersedes"], pointer="/rx/supersedes") if "supersedes" in rx else None,
        in_reply_to=uuid(rx["in_reply_to"], pointer="/rx/in_reply_to") if "in_reply_to" in rx else None,
        pad=rx["pad"],
    )
    _agree(packet)
    return packet


def read_file(value: object, pointer: str) -> FileRef:
    """Read the entry of one attachment; `pointer` is its place."""
    found = members(value, _FILE, pointer=pointer)
    return FileRef(
        id=uuid(found["id"], pointer=f"{pointer}/id"),
        name=_file_name(found["name"], pointer=f"{pointer}/name"),
        media_type=text(found["media_type"], pointer=f"{pointer}/media_type"),
        length=number(found["length"], pointer=f"{pointer}/length"),
        sealed_length=number(found["sealed_length"], pointer=f"{pointer}/sealed_length"),
        sha256=base64url(found["sha256"], length=_DIGEST, pointer=f"{pointer}/sha256"),
        key=base64url(found["key"], length=_DIGEST, pointer=f"{pointer}/key"),
        category=text(found["category"], pointer=f"{pointer}/category"),
    )


def _file_name(value: object, *, pointer: str) -> str:
    """A name as the sender must have written it: who shows or keeps it is not led astray by it (SPEC 2.7)."""
    name = text(value, pointer=pointer)
    try:
        agreed = read_file_name(name) == name
    except AttachmentRefused as error:
        raise Malformed("name", pointer=pointer) from error
    if not agreed:
        raise Malformed("name", pointer=pointer)
    return name


def _ends_early(exp: object, *, issued_at: datetime, basis: object) -> datetime | None:
    ends_at, latest = moment(exp, pointer="/exp"), issued_at + LIFETIME
    # Without consent no clause ends it before its time.
    if not (issued_at if basis == CONSENT else latest) <= ends_at <= latest:
        raise Malformed("lifetime", pointer="/exp")
    return ends_at if ends_at < latest else None


def _agree(packet: Packet) -> None:
    """Refuse what no single member is wrong about."""
    enquiry = packet.kind == PacketKind.ENQUIRY
    if enquiry != (packet.schema == ENQUIRY_SCHEMA):
        raise Malformed("enquiry", pointer="/rx/schema")
    if enquiry != (packet.person is None):
        raise Malformed("enquiry", pointer="/rx/person")
    if (packet.basis == CONSENT) != (packet.consent is not None):
        raise Malformed("basis", pointer="/rx/consent")
    if len({ref.id for ref in packet.attachments}) != len(packet.attachments):
        raise Malformed("twice", pointer="/rx/attachments")


def _consent(value: object) -> CarriedConsent:
    here = "/rx/consent"
    found = members(value, _CONSENT, pointer=here)
    feedback = members(found["feedback"], _FEEDBACK, pointer=f"{here}/feedback")
    level = number(feedback["level"], pointer=f"{here}/feedback/level")
    if level >= len(LEVELS):
        raise Malformed("level", pointer=f"{here}/feedback/level")
    categories = array(feedback["categories"], pointer=f"{here}/feedback/categories")
    return CarriedConsent(
        id=text(found["id"], pointer=f"{here}/id"),
        commitment=base64url(found["commitment"], length=_DIGEST, pointer=f"{here}/commitment"),
        valid_until=instant(found["valid_until"], pointer=f"{here}/valid_until"),
        clauses=each(clause, found["clauses"], pointer=f"{here}/clauses"),
        feedback=Feedback(
            level=level,
            no_show=flag(feedback["no_show"], pointer=f"{here}/feedback/no_show"),
            categories=texts(categories, pointer=f"{here}/feedback/categories") if categories else (),
        ),
    )


def _reply(value: object) -> Reply:
    found = members(value, _REPLY, pointer="/rx/reply")
    return Reply(
        to=text(found["to"], pointer="/rx/reply/to"),
        until=instant(found["until"], pointer="/rx/reply/until"),
        duty=text(found["duty"], pointer="/rx/reply/duty"),
    )


def _notice(value: object) -> Notice:
    found = members(value, _NOTICE, pointer="/rx/notice")
    return Notice(
        text_version=text(found["text_version"], pointer="/rx/notice/text_version"),
        sha256=base64url(found["sha256"], length=_DIGEST, pointer="/rx/notice/sha256"),
    )
