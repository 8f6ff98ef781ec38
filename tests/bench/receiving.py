"""A partner in the loop: believes an announcement, checks the parcel as a recipient has to, signs `received`."""

from pathlib import Path
from shutil import rmtree

from exchange.core.events.event import Event, event_claims
from exchange.partner.attachments import bring
from exchange.partner.calls import Fetched
from exchange.partner.session import new_id
from exchange.partner.verify import Readable, check_parcel
from exchange.partner.verify_event import Believed, believe
from keys.jwk import Purpose
from keys.objects import EVENT
from keys.sign import sign
from tests.bench.ground import Recipient

_AVAILABLE = "packet-available"


class Broken(Exception):
    """The loop did not close."""


def announced(compact: str, *, jti: str, to: Recipient) -> Event | None:
    """The announcement of a parcel; None for any other event."""
    believed = believe(compact, jti=jti, decryption=to.decryption)
    found = believed.event if isinstance(believed, Believed) else None
    return found if found is not None and found.name == _AVAILABLE else None


def checked(fetched: object, event: Event, *, by: Recipient) -> Readable:
    """Check a parcel and bring its attachments. Broken if it is not in order."""
    if not isinstance(fetched, Fetched):
        raise Broken(str(fetched))
    result = check_parcel(
        fetched.raw,
        packet_id=event.packet,
        announced=event.jwe_sha256,
        decryption=by.decryption,
        offer=by.offer,
        seen="",
    )
    if not isinstance(result, Readable):
        raise Broken(str(result))
    _brought(result, by.folder / "blobs", by=by)
    return result


def received(result: Readable, event: Event, *, by: Recipient) -> tuple[str, str]:
    """The signed event that says so, with its `jti`."""
    at, packet = by.decryption.now(), result.packet
    said = Event(
        name="received",
        issuer=by.entity,
        audience=packet.issuer,
        issued_at=at,
        jti=new_id(at),
        time_of_event=at,
        packet=packet.id,
        jwe_sha256=event.jwe_sha256,
        referral=packet.referral,
        packet_sha256=result.inner.packet_sha256,
        version=packet.version,
        seq=1,
        prev_sha256=None,
        members={},
    )
    return said.jti, sign(event_claims(said), kind=EVENT, key=by.ring.current(Purpose.ACK, at))


def _brought(result: Readable, folder: Path, *, by: Recipient) -> None:
    missing = bring(by.session, result.packet, folder=folder)
    if missing is not None:
        raise Broken(str(missing))
    rmtree(folder, ignore_errors=True)
