"""Hash-chained threads: our own events, signed and stored before they are sent, the same bytes until they are taken.

One folder per thread, one file per event, numbered; the file with the highest number is where the thread stands, so
that one atomic write is the whole step. What an event says is encrypted under the vault's data key.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from exchange.partner import files
from exchange.partner.errors import InboxDamaged
from exchange.partner.folder import PartnerFolder
from keys.encoding import b64url, digest, unb64url
from keys.errors import KeysError
from keys.rest import unwrap, wrap

CONTENT = frozenset({"question", "feedback"})
"""Events that say something of a person."""


class Delivery(StrEnum):
    """Whether the hub has taken an event."""

    PENDING = "pending"
    """Never sent so far."""
    TRIED = "tried"
    """Sent at least once, and not known to have arrived."""
    ACCEPTED = "accepted"
    """The hub's verdict is durable. Whether it agrees comes as an event of its own."""
    REJECTED = "rejected"
    """The hub took it for not genuine; `err` says why (RFC 8935). It is sent again in every round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One event of ours. `number` is its place in the thread, and its `seq` where the packet was opened.

    `cause` makes an automatic answer one answer; `signing_sha256` is what the next event's `prev_sha256` says;
    `summary` are its codes (reason, weeks …) without any text.
    """

    thread: str
    number: int
    jti: str
    name: str
    packet: str
    signing_sha256: str
    delivery: Delivery = Delivery.PENDING
    err: str = ""
    cause: str = ""
    summary: Mapping[str, Any] = field(default_factory=dict)
    sealed: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A signed event that has no place in its thread yet: what `append` is given for a number and a digest."""

    jti: str
    name: str
    packet: str
    compact: str = field(repr=False)
    cause: str = ""
    summary: Mapping[str, Any] = field(default_factory=dict)


class Threads:
    """The threads of one partner's folder."""

    def __init__(self, place: PartnerFolder, *, data_key: bytes) -> None:
        self._place, self._data_key = place, data_key

    def of(self, thread: str) -> tuple[Sent, ...]:
        """Every event of a thread in its order.

        Raises:
            InboxDamaged: a file is damaged.
        """
        folder = self._place.thread(thread)
        paths = list(folder.glob("[!.]*.json")) if folder.is_dir() else []
        read = (files.read_json(path) for path in paths)
        return tuple(sorted((_read(document) for document in read if document), key=lambda sent: sent.number))

    def append(self, thread: str, *, make: Callable[[int, str | None], Draft], known: Callable[[Sent], bool]) -> Sent:
        """Add the next event, or return the one that is there already.

        `make` signs for a number and the digest of the event before; `known` says whether an event is the one meant.
        Durable when it returns; the event waits in the outbox.
        """
        # Held from reading the last number to writing the next: two at once would sign two events under one number.
        with files.alone(self._place.thread(thread)):
            before = self.of(thread)
            for sent in before:
                if known(sent):
                    return sent
            last = before[-1] if before else None
            number = last.number + 1 if last else 1
            draft = make(number, last.signing_sha256 if last else None)
            sent = Sent(
                thread=thread,
                number=number,
                jti=draft.jti,
                name=draft.name,
                packet=draft.packet,
                signing_sha256=digest(draft.compact.rpartition(".")[0]),
                cause=draft.cause,
                summary=draft.summary,
                sealed=b64url(wrap(self._data_key, draft.compact.encode(), aad=_aad(thread, number))),
            )
            self.put(sent)
        return sent

    def put(self, sent: Sent) -> None:
        """Keep what is known of an event; until the hub has taken it, its name stands in the outbox as well."""
        marker = self._marker(sent)
        if sent.delivery is not Delivery.ACCEPTED:
            files.write(marker, b"")
        files.write_json(self._path(sent), asdict(sent))
        if sent.delivery is Delivery.ACCEPTED:
            files.remove(marker)

    def compact(self, sent: Sent) -> str:
        """The signed event itself.

        Raises:
            InboxDamaged: it was changed, or forgotten.
        """
        try:
            return unwrap(self._data_key, unb64url(sent.sealed), aad=_aad(sent.thread, sent.number)).decode("ascii")
        except (KeysError, ValueError) as error:
            raise InboxDamaged("threads") from error

    def waiting(self) -> Iterator[tuple[Sent, ...]]:
        """The events the hub has not taken, thread by thread, each in its order."""
        folder = self._place.outbox
        names = [path.name for path in folder.iterdir() if not path.name.startswith(".")] if folder.is_dir() else []
        for thread in sorted({name.partition("_")[0] for name in names}):
            yield tuple(sent for sent in self.of(thread) if sent.delivery is not Delivery.ACCEPTED)

    def resend(self, sent: Sent) -> None:
        """Put an event the hub has taken back into the outbox: it seems to have forgotten it."""
        if sent.delivery is Delivery.ACCEPTED and sent.sealed:
            self.put(replace(sent, delivery=Delivery.TRIED))

    def mark_tried(self, sent: Sent) -> bool:
        """Write down that an event is about to leave. False where it was taken back meanwhile."""
        with files.alone(self._place.thread(sent.thread)):
            now = next((one for one in self.of(sent.thread) if one.jti == sent.jti), None)
            if now is None:
                return False
            if now.delivery is Delivery.PENDING:
                self.put(replace(now, delivery=Delivery.TRIED))
        return True

    def settle(self, sent: Sent, *, err: str) -> Sent:
        """Write down what the hub answered. What a person wrote in it is not kept once the hub has it."""
        if err:
            settled = replace(sent, delivery=Delivery.REJECTED, err=err)
        else:
            codes = {name: value for name, value in sent.summary.items() if name != "content_sha256"}
            sealed = "" if sent.name in CONTENT else sent.sealed
            settled = replace(sent, delivery=Delivery.ACCEPTED, err="", summary=codes, sealed=sealed)
        self.put(settled)
        return settled

    def drop_unsent(self, thread: str) -> None:
        """Destroy events with content at the end of a thread that never left this machine."""
        with files.alone(self._place.thread(thread)):
            for sent in reversed(self.of(thread)):
                if sent.delivery is not Delivery.PENDING or sent.name not in CONTENT:
                    return
                files.remove(self._path(sent))
                files.remove(self._marker(sent))

    def _path(self, sent: Sent) -> Path:
        return self._place.thread(sent.thread) / f"{sent.number}.json"

    def _marker(self, sent: Sent) -> Path:
        return self._place.outbox / f"{sent.thread}_{sent.number}"


def _aad(thread: str, number: int) -> bytes:
    return f"sent {thread} {number}".encode()


def _read(document: Mapping[str, Any]) -> Sent:
    try:
        return Sent(**{**document, "delivery": Delivery(document["delivery"])})
    except (KeyError, ValueError, TypeError) as error:
        raise InboxDamaged("threads") from error
