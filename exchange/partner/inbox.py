"""Inbox: how far each packet has come, one small file per packet. Ids and codes only, nothing about a person."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from exchange.core.ids import read_instant, show_instant
from exchange.partner import files
from exchange.partner.errors import InboxDamaged, PacketUnknown
from exchange.partner.folder import PartnerFolder

_TIMES = ("announced_at", "expires_at", "opened_at", "stopped_at")


class Stage(StrEnum):
    """How far a packet has come on this side."""

    ANNOUNCED = "announced"
    """The hub has announced it."""
    FETCHED = "fetched"
    """The parcel is here; checks or attachments are not finished."""
    RECEIVED = "received"
    """Every check passed, and `received` is signed."""
    UNREADABLE = "unreadable"
    """A check failed, and `unreadable` is signed; `reason` is its code."""
    STOPPED = "stopped"
    """Withdrawn or cancelled; nothing of it is kept. `reason` says which."""
    ENDED = "ended"
    """The hub no longer has it; `reason` is its code."""


FINISHED = frozenset({Stage.RECEIVED, Stage.UNREADABLE, Stage.STOPPED, Stage.ENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """One packet as the inbox knows it.

    `referral`, `version` and `packet_sha256` are empty or 0 until the packet was opened; `suite`
    says how it was sealed; `exports` are files that were written for people, as (path, base64url SHA-256).
    """

    packet: str
    stage: Stage
    jwe_sha256: str
    announced_at: datetime
    reason: str = ""
    origin: str = ""
    referral: str = ""
    version: int = 0
    packet_sha256: str = ""
    kind: str = ""
    service: str = ""
    suite: str = ""
    expires_at: datetime | None = None
    opened_at: datetime | None = None
    stopped_at: datetime | None = None
    exports: tuple[tuple[str, str], ...] = ()

    @property
    def opened(self) -> bool:
        """Whether the packet was decrypted, its signature held, and it was for us (protocol section 2)."""
        return bool(self.packet_sha256)

    @property
    def thread(self) -> str:
        """The name of the thread its events belong to: the referral, or the packet while that is not known."""
        return self.referral if self.opened else self.packet


class Inbox:
    """The packets of one partner's folder."""

    def __init__(self, place: PartnerFolder) -> None:
        self._place = place

    def get(self, packet_id: str) -> Filed | None:
        """Read one packet's state; None where there is none.

        Raises:
            NotAnId: this is no packet id.
            InboxDamaged: the file is damaged.
        """
        document = files.read_json(self._place.packet(packet_id) / "received.json")
        return None if document is None else _read(document)

    def need(self, packet_id: str) -> Filed:
        """Read one packet's state.

        Raises:
            PacketUnknown: there is none.
        """
        filed = self.get(packet_id)
        if filed is None:
            raise PacketUnknown(packet_id)
        return filed

    def put(self, filed: Filed) -> None:
        """Keep a packet's state; while it is unfinished its name stands in `todo` as well."""
        marker = self._place.todo / filed.packet
        if filed.stage not in FINISHED:
            files.write(marker, b"")
        files.write_json(self._place.packet(filed.packet) / "received.json", _show(filed))
        if filed.stage in FINISHED:
            files.remove(marker)

    def unfinished(self) -> Iterator[Filed]:
        """Every packet that is not finished."""
        for packet_id in _names(self._place.todo):
            filed = self.get(packet_id)
            if filed is not None:
                yield filed

    def all(self) -> Iterator[Filed]:
        """Every packet, the oldest first: packet ids are UUIDv7."""
        for packet_id in _names(self._place.inbox):
            filed = self.get(packet_id)
            if filed is not None:
                yield filed

    def parcel(self, packet_id: str) -> Path:
        """Where the sealed parcel lies."""
        return self._place.packet(packet_id) / "parcel.json"

    def blobs(self, packet_id: str) -> Path:
        """Where the sealed attachments lie."""
        return self._place.packet(packet_id) / "blobs"

    def forget_content(self, packet_id: str) -> None:
        """Destroy all that was received of a packet; what is left are ids, codes and times."""
        folder = self.blobs(packet_id)
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            files.remove(path)
        files.remove(self.parcel(packet_id))


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def _show(filed: Filed) -> dict[str, Any]:
    document = asdict(filed)
    for name in _TIMES:
        document[name] = show_instant(document[name]) if document[name] else None
    return document


def _read(document: Mapping[str, Any]) -> Filed:
    try:
        times = {name: read_instant(document[name]) if document[name] else None for name in _TIMES}
        exports = tuple((path, digest) for path, digest in document["exports"])
        return Filed(**{**document, **times, "stage": Stage(document["stage"]), "exports": exports})
    except (KeyError, ValueError, TypeError) as error:
        raise InboxDamaged("received.json") from error
