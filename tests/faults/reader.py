"""A partner that reads whatever comes, goes on where the hub was away, and says `received` once per packet."""

from dataclasses import dataclass, field
from threading import Event as Flag

from exchange.core.events.event import Event, event_claims
from exchange.core.unavailable import HubUnreachable
from exchange.partner.calls import Fetched, Hold, Settled, fetch_parcel, poll, send_event
from exchange.partner.errors import HubRefused
from exchange.partner.session import new_id
from exchange.partner.verify import Readable, check_parcel
from exchange.partner.verify_event import Believed, believe
from keys.jwk import Purpose
from keys.objects import EVENT
from keys.sign import sign
from tests.bench.ground import Recipient

AVAILABLE = "packet-available"
PAUSE_SECONDS = 0.05


@dataclass(slots=True)
class Reader:
    """What it has read, by packet: the acknowledgement it signed, and which of them the hub has taken."""

    who: Recipient
    signed: dict[str, str] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def read(self, stop: Flag) -> None:
        """Read until told to stop. A hub that is away is asked again."""
        settled: list[str] = []
        while not stop.is_set():
            try:
                settled = self._round(settled)
            except (HubUnreachable, HubRefused):
                stop.wait(PAUSE_SECONDS)

    def once(self) -> None:
        """One round that waits for nothing."""
        self._round([], hold="at once")

    def _round(self, settled: list[str], *, hold: Hold = "long") -> list[str]:
        polled = poll(self.who.session, settled=Settled(stored=settled), hold=hold)
        for jti, compact in polled.sets.items():
            believed = believe(compact, jti=jti, decryption=self.who.decryption)
            if isinstance(believed, Believed) and believed.event.name == AVAILABLE:
                self._acknowledge(believed.event)
        return list(polled.sets)

    def _acknowledge(self, event: Event) -> None:
        if event.packet not in self.signed:
            fetched = fetch_parcel(self.who.session, event.packet)
            if not isinstance(fetched, Fetched):
                self.wrong.append(str(fetched))
                return
            self.signed[event.packet] = self._received(fetched.raw, event)
        # The same answer again, where the hub may not have heard it.
        err = send_event(self.who.session, self.signed[event.packet])
        if err:
            self.wrong.append(err)
        self.taken.add(event.packet)

    def _received(self, raw: bytes, event: Event) -> str:
        who = self.who
        result = check_parcel(
            raw, packet_id=event.packet, announced=event.jwe_sha256, decryption=who.decryption, offer=who.offer, seen=""
        )
        if not isinstance(result, Readable):
            raise TypeError(result)
        at, packet = who.decryption.now(), result.packet
        received = Event(
            name="received", issuer=who.entity, audience=packet.issuer, issued_at=at, jti=new_id(at),
            time_of_event=at, packet=packet.id, jwe_sha256=event.jwe_sha256, referral=packet.referral,
            packet_sha256=result.inner.packet_sha256, version=packet.version, seq=1,
        )  # fmt: skip
        return sign(event_claims(received), kind=EVENT, key=who.ring.current(Purpose.ACK, at))
