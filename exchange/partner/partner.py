"""Facade: the other side in a box, as one object: `Partner.open(…)`, then receive, open, acknowledge."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event as Flag
from types import TracebackType
from typing import Any, Self

from exchange.core.ids import show_instant
from exchange.core.packet.packet import Packet
from exchange.core.unavailable import HubUnreachable
from exchange.core.vocabulary import PartnerKind
from exchange.partner import calls
from exchange.partner.acknowledge import Saying, question_members, say, step_members, withdrawal_members
from exchange.partner.context import PartnerContext, open_context
from exchange.partner.errors import PacketClosed
from exchange.partner.feedback import feedback_members
from exchange.partner.flush_outbox import deliver
from exchange.partner.folder import PartnerFolder, Settings
from exchange.partner.hub import HubFacts
from exchange.partner.inbox import Filed, Stage
from exchange.partner.listing import Entry, entries, entry, seen_version
from exchange.partner.open import export, open_packet
from exchange.partner.receive import Round, receive, watch
from exchange.partner.sealed.open import OpenedPart, opened_parts
from exchange.partner.session import new_id
from exchange.partner.setup import found
from exchange.partner.threads import Sent
from exchange.partner.webhook import genuine

Clock = Callable[[], datetime]


def present() -> datetime:
    """The present in UTC."""
    return datetime.now(UTC)


def init(
    folder: Path,
    *,
    settings: Settings,
    name: str,
    kind: PartnerKind,
    lines: Sequence[Mapping[str, Any]],
    passphrase: bytes,
    now: Clock = present,
) -> Path:
    """Set a partner up in a folder and return the path of the document that its hub enrols (`partner.json`).

    Makes keys that are valid for a year: federation, oauth and ack (ES256), enc (HPKE-9-KE). `settings` names entity,
    hub, the thumbprint of the hub's federation key as agreed by another way, and whether this is a demo. `lines` are
    service lines as schema `partner` words them.

    Raises:
        PartnerExists: there is a partner or a vault in this folder; nothing was changed.
        NotAnEntity, SchemaInvalid: an entity id or the document would be wrong; nothing was written.
    """
    place = PartnerFolder(folder)
    at = now().replace(microsecond=0)
    found(place, settings=settings, name=name, kind=kind, lines=lines, passphrase=passphrase, at=at)
    return place.document


class Partner:
    """One partner, open. Every method leaves its folder as it should be, whatever stops it halfway.

    What is said (`acknowledge`, `question`, `feedback`, `answer_withdrawal`) is signed and on the disk when the method
    returns, and was sent if the hub could be reached: `Sent.delivery` tells. The next round sends what is left.
    """

    def __init__(self, context: PartnerContext) -> None:
        self._context = context

    @classmethod
    def open(cls, folder: Path | str, *, passphrase: bytes, now: Clock = present) -> Self:
        """Open a partner's folder. The hub is not asked for anything yet.

        Raises:
            NoPartnerHere, InboxDamaged: there is none, or it is damaged.
            WrongPassphrase: the keys stay closed.
            VaultBroken: the vault is missing or damaged.
        """
        return cls(open_context(PartnerFolder(Path(folder)), passphrase=passphrase, now=now))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections to the hub."""
        self._context.client.close()

    @property
    def settings(self) -> Settings:
        """Who this is, and its hub."""
        return self._context.settings

    def hub(self) -> HubFacts:
        """What is known of the hub, verified against the pin; asked for anew where it has ended.

        Raises:
            HubUnreachable, HubNotTrusted: it does not answer, or is not the one agreed on.
        """
        return self._context.hub_configuration.facts()

    def receive(self) -> Round:
        """Do one round with the hub: send what waits, fetch what is new, check it, acknowledge it.

        Raises:
            HubUnreachable: it does not answer. Nothing is lost; the next round goes on.
            HubRefused, HubNotTrusted: it lets us not in, or is not the hub agreed on.
        """
        return receive(self._context)

    def hooked(self, headers: Mapping[str, str], body: bytes, *, secrets: Sequence[str] = ()) -> Round:
        """Take a call of the hub's webhook: verify it, then do one round. Answer the call with 2xx when this returns.

        `headers` and `body` are those of the request, the body byte for byte; `secrets` the `whsec_…` texts where `v1`
        was agreed on. A repeated call does no harm.

        Raises:
            WebhookNotGenuine: it does not come from our hub, or not just now; answer 401.
            HubUnreachable, HubRefused, HubNotTrusted: as for `receive`; answer 503, the hub calls again.
        """
        genuine(headers, body, secrets=secrets, context=self._context)
        return self.receive()

    def watch(self, stop: Flag) -> Iterator[Round]:
        """Receive by long poll until `stop` is set; hands out each round that brought something, or found nobody."""
        return watch(self._context, until=stop)

    def list(self) -> tuple[Entry, ...]:
        """Every packet, the oldest first, with what we said and what the hub thinks of it."""
        return tuple(entries(self._context))

    def show(self, packet_id: str) -> Entry:
        """One packet of the list.

        Raises:
            PacketUnknown, NotAnId: there is none of this id.
        """
        return entry(self._context.inbox.need(packet_id), context=self._context)

    def read(self, packet_id: str) -> Packet:
        """Decrypt a packet for a person to read. Raises as `exchange.partner.open.open_packet`."""
        return open_packet(packet_id, context=self._context)

    def sealed_parts(self, packet_id: str) -> tuple[OpenedPart, ...]:
        """Open the sealed parts of a packet, each with its file, or why it stays shut. Raises as `read`."""
        return opened_parts(self.read(packet_id), ring=self._context.decryption.ring)

    def export(self, packet_id: str, *, to: Path) -> tuple[Path, ...]:
        """Write a packet, its attachments and sealed parts into a folder. Raises as `exchange.partner.open.export`."""
        return export(packet_id, to=to, context=self._context)

    def acknowledge(
        self,
        packet_id: str,
        name: str,
        *,
        reason: str = "",
        outcome: str = "",
        weeks: int | None = None,
        appointment: datetime | None = None,
    ) -> Sent:
        """Say that the referral has reached a state, such as `accepted` or `scheduled`.

        Raises:
            PacketUnknown, PacketClosed: there is no such packet that was received.
            Malformed: no such state or code; `allowed` lists them.
            HubRefused, HubNotTrusted: the hub lets us not in; what was said waits in the outbox.
        """
        members = step_members(name, reason=reason, outcome=outcome, weeks=weeks, appointment=appointment)
        return self._say(name, members, about=self._received(packet_id))

    def question(self, packet_id: str, text: str, *, categories: Sequence[str]) -> Sent:
        """Ask back; `categories` are those an answer would need. Raises as `acknowledge`."""
        members = question_members(text, categories=tuple(categories))
        return self._say("question", members, about=self._received(packet_id))

    def feedback(self, packet_id: str, document: Mapping[str, Any]) -> Sent:
        """Send content back. Raises as `acknowledge` and as `exchange.partner.feedback.feedback_members`."""
        filed = self._received(packet_id)
        jti = new_id(self._context.now())
        packet = open_packet(packet_id, context=self._context)
        members = feedback_members(document, packet=packet, jti=jti, context=self._context)
        return self._say("feedback", members, about=filed, jti=jti)

    def answer_withdrawal(self, packet_id: str, result: str, *, law: str = "") -> Sent:
        """Answer a stop signal by hand: `stopped`, `deleted`, or `kept` with the law that says so.

        Raises:
            PacketUnknown, PacketClosed: there is no such packet that was stopped.
            Malformed: no such result, or the law is missing.
        """
        filed = self._context.inbox.need(packet_id)
        if filed.stage is not Stage.STOPPED:
            raise PacketClosed(filed.stage.value)
        return self._say("withdrawal-answered", withdrawal_members(result, law=law), about=filed)

    def status(self, packet_id: str) -> dict[str, Any]:
        """Ask the hub for the referral's state, version, legal next steps and deadline.

        Raises:
            PacketUnknown, PacketClosed: there is no such packet that was opened.
            HubUnreachable, HubRefused: the hub does not answer, or will not say.
        """
        filed = self._context.inbox.need(packet_id)
        if not filed.opened:
            raise PacketClosed(filed.stage.value)
        return calls.read_json(self._context.session, f"/referrals/{filed.referral}")

    def capacity(self, line: str, *, waiting_weeks: int, accepts_new: bool, valid_until: datetime) -> None:
        """Tell the hub how long people wait at a service line, and whether it takes new ones.

        Raises:
            HubUnreachable, HubRefused: the hub does not answer, or does not know the line.
        """
        said = {
            "waiting_weeks": waiting_weeks,
            "accepts_new": accepts_new,
            "valid_until": show_instant(valid_until),
        }
        calls.put_json(self._context.session, "/capacity", {line: said})

    def _received(self, packet_id: str) -> Filed:
        filed = self._context.inbox.need(packet_id)
        if filed.stage is not Stage.RECEIVED:
            raise PacketClosed(filed.reason or filed.stage.value)
        return filed

    def _say(self, name: str, members: Mapping[str, Any], *, about: Filed, jti: str = "") -> Sent:
        context = self._context
        saying = Saying(name=name, members=members, version=seen_version(about, context=context), jti=jti)
        sent = say(saying, about=about, signer=context.signer)
        # Unavailable is no failure of saying it: the outbox keeps it, and `delivery` tells.
        with suppress(HubUnreachable):
            deliver(context.session, threads=context.threads)
        now = next((one for one in context.threads.of(sent.thread) if one.number == sent.number), sent)
        return replace(now, sealed="")
