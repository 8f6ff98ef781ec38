"""Event set: what the hub said of a packet: its events, kept by `jti`, and read as a set.

What follows from them never depends on the order in which they came: a stop signal holds from whenever it was sent,
and the same event twice is one event.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from exchange.core.events.event import Event
from exchange.core.ids import read_instant, show_instant
from exchange.partner import files
from exchange.partner.errors import InboxDamaged
from exchange.partner.folder import PartnerFolder

WITHDRAWN, CANCELLED = "withdrawn", "cancelled"
GAP = timedelta(minutes=15)
"""How long an event may be missing between others before somebody should look (protocol section 5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEvent:
    """One event of the hub. `input_sha256` is the digest of its signing input; `seq` is 0 outside a thread."""

    jti: str
    name: str
    input_sha256: str
    issued_at: datetime
    kept_at: datetime
    seq: int = 0
    version: int = 0
    members: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """An event of ours that the hub refused: which, why, where, and what may be done now."""

    set_jti: str
    code: str
    pointer: str
    state: str
    version: int
    allowed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HubView:
    """What all events of the hub together say. `stop` is empty, `cancelled` or `withdrawn`."""

    stop: str = ""
    version: int = 0
    reminders: int = 0
    cancellation_requested: bool = False
    key_changed: bool = False
    objections: tuple[Objection, ...] = ()
    missing: tuple[int, ...] = ()


def keep(place: PartnerFolder, event: Event, *, input_sha256: str, at: datetime) -> bool:
    """Keep an event. False where another one was kept under its `jti`; nothing is overwritten then."""
    folder = place.packet(event.packet) / "events"
    known = next((note for note in kept_events(folder) if note.jti == event.jti), None)
    if known is not None:
        return known.input_sha256 == input_sha256
    document = {
        "jti": event.jti,
        "name": event.name,
        "input_sha256": input_sha256,
        "issued_at": show_instant(event.issued_at),
        "kept_at": show_instant(at),
        "seq": event.seq or 0,
        "version": event.version or 0,
        "members": dict(event.members),
    }
    files.write_json(folder / f"{event.jti}.json", document)
    return True


def kept_events(folder: Path) -> Iterator[KeptEvent]:
    """Read every event kept in a packet's folder `events`.

    Raises:
        InboxDamaged: a file is damaged.
    """
    for path in sorted(folder.glob("[!.]*.json")) if folder.is_dir() else ():
        document = files.read_json(path)
        if document is not None:
            yield _kept_event(document)


def hub_view(kept: Iterable[KeptEvent], *, at: datetime) -> HubView:
    """Say what follows from events, in whatever order they come. Of two stop signals the withdrawal counts."""
    by_jti = {note.jti: note for note in kept}
    ordered = sorted(by_jti.values(), key=lambda note: (note.seq, note.issued_at, note.jti))
    names = [note.name for note in ordered]
    objections = tuple(_objection(note) for note in ordered if note.name == "refused")
    return HubView(
        stop=next((name for name in (WITHDRAWN, CANCELLED) if name in names), ""),
        version=max((note.version for note in ordered), default=0),
        reminders=names.count("reminder"),
        cancellation_requested="cancellation-requested" in names,
        key_changed="key-changed" in names,
        objections=objections,
        missing=_missing(ordered, at=at),
    )


def _missing(ordered: list[KeptEvent], *, at: datetime) -> tuple[int, ...]:
    """Name the numbers that stand open below an event we have had for longer than `GAP`."""
    here = {note.seq for note in ordered if note.seq}
    old = [note.seq for note in ordered if note.seq and note.kept_at + GAP <= at]
    return tuple(sorted(set(range(1, max(old, default=0))) - here))


def _objection(note: KeptEvent) -> Objection:
    members = note.members
    allowed = members.get("allowed")
    return Objection(
        set_jti=str(members.get("set_jti", "")),
        code=str(members.get("code", "")),
        pointer=str(members.get("pointer") or ""),
        state=str(members.get("state") or ""),
        # On the wire the refusal's `version` and the thread's are one member.
        version=note.version,
        allowed=tuple(map(str, allowed)) if isinstance(allowed, list) else (),
    )


def _kept_event(document: Mapping[str, Any]) -> KeptEvent:
    try:
        times = {name: read_instant(document[name]) for name in ("issued_at", "kept_at")}
        return KeptEvent(**{**document, **times})
    except (KeyError, ValueError, TypeError) as error:
        raise InboxDamaged("events") from error
