"""SET validation (RFC 8935 section 2.4): a signed event of the hub is believed, or answered with its error code."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from exchange.core.errors import Refusal
from exchange.core.events.event import HUB_EVENTS, STOP_SIGNALS, Err, Event, read_event
from exchange.partner.unseal import AHEAD, DecryptionKeys
from keys.errors import BadSignature, KeysError, UnknownKey, WrongPurpose
from keys.jwk import PublicKey, Purpose
from keys.objects import EVENT

STOP_FOR = timedelta(days=90)
"""How long stop signals are believed past the end of the last verified key (protocol section 5)."""


@dataclass(frozen=True, slots=True)
class Believed:
    """A genuine event, and the digest of its signing input."""

    event: Event
    input_sha256: str


def believe(compact: str, *, jti: str, decryption: DecryptionKeys) -> Believed | Err:
    """Verify an event that was offered under a `jti`.

    Raises:
        HubUnreachable, HubNotTrusted: a key had to be asked for, and the hub did not answer, or is not ours.
    """
    try:
        verified = decryption.hub_configuration.verify(compact, kind=EVENT, purpose=Purpose.ACK)
        event = read_event(verified.claims)
    except (UnknownKey, WrongPurpose):
        return Err.INVALID_KEY
    except BadSignature:
        return Err.AUTHENTICATION_FAILED
    except (KeysError, Refusal):
        return Err.INVALID_REQUEST
    wrong = _wrong(event, jti=jti, decryption=decryption)
    if wrong is not None:
        return wrong
    if not _valid(verified.key, event.issued_at, stop=event.name in STOP_SIGNALS):
        return Err.INVALID_KEY
    return Believed(event, verified.signing_sha256)


def _wrong(event: Event, *, jti: str, decryption: DecryptionKeys) -> Err | None:
    if event.issuer != decryption.hub_configuration.last_known().entity:
        return Err.INVALID_ISSUER
    if event.audience != decryption.entity:
        return Err.INVALID_AUDIENCE
    if event.jti != jti or event.name not in HUB_EVENTS or event.issued_at > decryption.now() + AHEAD:
        return Err.INVALID_REQUEST
    return None


def _valid(key: PublicKey, at: datetime, *, stop: bool) -> bool:
    if key.valid_at(at):
        return True
    # No expiry holds a stop signal back; a revoked key does.
    return stop and key.revoked is None and key.exp <= at < key.exp + STOP_FOR
