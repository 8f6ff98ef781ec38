"""Key rotation: bring in the hub's next key ahead of its time, retire the old by the calendar."""

from collections.abc import Callable
from datetime import datetime, timedelta

from exchange.core.evidence.entry import EntryType
from exchange.core.partner.partner import PartnerStatus
from exchange.flows.append_entry import append_entry
from exchange.flows.referral.send_event import send_event
from exchange.flows.staff.authenticate import (
    OPERATORS,
    Credentials,
    InPerson,
    authenticate,
    authenticate_second,
    authorize,
    authorize_second,
)
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.jwk import PrivateKey, Purpose

AHEAD = timedelta(days=30)
"""A new key is published this long before its first use, so that all know it (federation-security section 1.9)."""
Keep = Callable[[PrivateKey], None]
"""Puts a key into the vault, where it is on the disk when this returns."""
LIFETIME = timedelta(days=365)
ENC_LIFETIME = timedelta(days=90) + AHEAD
PURPOSES = {
    Purpose.FEDERATION: "ES256",
    Purpose.OAUTH: "ES256",
    Purpose.CLIENT: "ES256",
    Purpose.PACKET: "ES256",
    Purpose.ENC: "HPKE-9-KE",
    Purpose.ACK: "ES256",
    Purpose.LOG: "Ed25519",
    Purpose.WITNESS: "Ed25519",
    Purpose.WEBHOOK: "Ed25519",
}
"""Every purpose a hub has a key for, and the algorithm of new ones (protocol section 1)."""


ANNOUNCED = frozenset({Purpose.FEDERATION, Purpose.PACKET, Purpose.ENC, Purpose.ACK, Purpose.WEBHOOK})
"""Purposes whose keys partners look up: they are notified of a new one."""


def new_key(purpose: Purpose, *, nbf: datetime) -> PrivateKey:
    """Make a key for one of the hub's purposes, valid from `nbf`."""
    lifetime = ENC_LIFETIME if purpose is Purpose.ENC else LIFETIME
    return PrivateKey.generate(purpose, alg=PURPOSES[purpose], nbf=nbf, exp=nbf + lifetime)


def rotate(
    purpose: Purpose, *, at_once: bool, by: InPerson, approve_by: Credentials | None, keep: Keep, hub: Hub
) -> PrivateKey:
    """Make the next key of a purpose, note it and `keep` it.

    It takes over 30 days from now, `at_once` only where the old one may be in wrong hands.

    Raises:
        WrongPassphrase, Forbidden, FourEyes: two people rotate keys.
        VaultBroken, VaultLocked: it could not be kept; nothing was noted and nobody is notified.
    """
    at = hub.clock.now()
    key = new_key(purpose, nbf=at if at_once else at + AHEAD)
    known, other = authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    with hub.store.transaction() as tx:
        first = authorize(known, tx=tx, roles=OPERATORS)
        second = authorize_second(other, tx=tx, first=first.id)
        record = {"purpose": purpose.value, "kid": key.kid, "by": first.id, "approved_by": second.id}
        append_entry(tx, EntryType.KEY_CHANGED, record, hub=hub, at=at)
        if purpose in ANNOUNCED:
            _notify_partners(tx, key, hub=hub, at=at)
        # Last before the commit. Earlier, it could be kept without the two people; later, whoever dies in between has
        # notified partners of a key that never exists. So it is at worst in the vault and was announced to nobody: as
        # good as any other, and the rotation is repeated.
        keep(key)
    return key


def _notify_partners(tx: Tx, key: PrivateKey, *, hub: Hub, at: datetime) -> None:
    """Tell each partner once, beside the last packet it has: who has none will ask for the keys anyway."""
    for packet in tx.referrals.last_packets():
        partner, referral = tx.partners.get(packet.partner), tx.referrals.lock(packet.referral)
        if referral is not None and partner is not None and partner.standing is PartnerStatus.ACTIVE:
            send_event(tx, referral, packet, "key-changed", members={"kid": key.kid}, hub=hub, at=at)
