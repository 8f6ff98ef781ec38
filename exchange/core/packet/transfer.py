"""Transfer token: all that a relay may see of a parcel, and nothing else (protocol section 2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exchange.core.errors import Malformed
from exchange.core.packet.claims import base64url, each, members, moment, number, text, uuid
from exchange.core.packet.packet import VERSION

_CLAIMS = frozenset({"iss", "aud", "jti", "iat", "exp", "rx"})
_RX = frozenset({"v", "packet_id", "to", "origin", "jwe_sha256", "jwe_len", "blobs", "prio", "dir_version"})
_DIGEST = 32
PRIORITIES = (0, 1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Blob:
    """An attachment's ciphertext: base64url SHA-256 and length in bytes."""

    sha256: str
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPlace:
    """Where the evidence log keeps the sealing: the log's origin and the leaf's index."""

    origin: str
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A transfer token: from this hop (`issuer`) to the next (`audience`), finally to `to`.

    `origin` is the sending hub, to which every acknowledgement goes; `expires_at` is the packet's; `prio` 0 is first.
    """

    issuer: str
    audience: str
    id: str
    issued_at: datetime
    expires_at: datetime
    packet: str
    to: str
    origin: str
    jwe_sha256: str
    jwe_length: int
    blobs: tuple[Blob, ...]
    prio: int
    dir_version: int
    log: LogPlace | None = None


def transfer_claims(transfer: Transfer) -> dict[str, Any]:
    """Write the claims of `rx-transfer+jwt`, those of protocol section 2; `log` is absent where there is none."""
    log = transfer.log
    return {
        "iss": transfer.issuer,
        "aud": transfer.audience,
        "jti": transfer.id,
        "iat": int(transfer.issued_at.timestamp()),
        "exp": int(transfer.expires_at.timestamp()),
        "rx": {
            "v": VERSION,
            "packet_id": transfer.packet,
            "to": transfer.to,
            "origin": transfer.origin,
            "jwe_sha256": transfer.jwe_sha256,
            "jwe_len": transfer.jwe_length,
            "blobs": [{"sha256": blob.sha256, "len": blob.length} for blob in transfer.blobs],
            "prio": transfer.prio,
            "dir_version": transfer.dir_version,
            **({"log": {"origin": log.origin, "index": log.index}} if log else {}),
        },
    }


def read_transfer(claims: Mapping[str, Any]) -> Transfer:
    """Turn the claims of a verified `rx-transfer+jwt` into a value.

    Raises:
        Malformed: a member is missing, unknown or of the wrong kind. `pointer` is the place in the claims.
    """
    top = members(claims, _CLAIMS, pointer="")
    rx = members(top["rx"], _RX, pointer="/rx", optional=frozenset({"log"}))
    if rx["v"] != VERSION:
        raise Malformed("version", pointer="/rx/v")
    if number(rx["prio"], pointer="/rx/prio") not in PRIORITIES:
        raise Malformed("prio", pointer="/rx/prio")
    return Transfer(
        issuer=text(top["iss"], pointer="/iss"),
        audience=text(top["aud"], pointer="/aud"),
        id=uuid(top["jti"], pointer="/jti"),
        issued_at=moment(top["iat"], pointer="/iat"),
        expires_at=moment(top["exp"], pointer="/exp"),
        packet=uuid(rx["packet_id"], pointer="/rx/packet_id"),
        to=text(rx["to"], pointer="/rx/to"),
        origin=text(rx["origin"], pointer="/rx/origin"),
        jwe_sha256=base64url(rx["jwe_sha256"], length=_DIGEST, pointer="/rx/jwe_sha256"),
        jwe_length=number(rx["jwe_len"], pointer="/rx/jwe_len", least=1),
        blobs=each(_blob, rx["blobs"], pointer="/rx/blobs"),
        prio=rx["prio"],
        dir_version=number(rx["dir_version"], pointer="/rx/dir_version"),
        log=_log(rx["log"]) if "log" in rx else None,
    )


def _blob(value: object, pointer: str) -> Blob:
    found = members(value, frozenset({"sha256", "len"}), pointer=pointer)
    return Blob(
        sha256=base64url(found["sha256"], length=_DIGEST, pointer=f"{pointer}/sha256"),
        length=number(found["len"], pointer=f"{pointer}/len"),
    )


def _log(value: object) -> LogPlace:
    found = members(value, frozenset({"origin", "index"}), pointer="/rx/log")
    return LogPlace(
        origin=text(found["origin"], pointer="/rx/log/origin"), index=number(found["index"], pointer="/rx/log/index")
    )
