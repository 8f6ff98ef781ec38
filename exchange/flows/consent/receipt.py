"""Handing out a receipt: what a person declared, signed by the hub for them, and the same in the standard's terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import schemas
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.rights.receipt import consent_record, person_receipt
from exchange.core.text.dates import Language
from exchange.flows.append_entry import append_entry
from exchange.flows.staff.access import assigned_consent
from exchange.flows.staff.authenticate import ONLOOKERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from keys.encoding import digest
from keys.jwk import Purpose
from keys.objects import CONSENT
from keys.sign import sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The receipt as a compact JWS, what it says, and the consent record of ISO/IEC TS 27560 that says the same."""

    compact: str
    claims: Mapping[str, Any]
    record: Mapping[str, Any]


def hand_out_receipt(consent_id: str, *, language: Language, by: Principal, hub: Hub) -> Receipt:
    """Sign the receipt of a consent for the person; that it was handed out is a line of theirs.

    `language` is that of the record's titles.

    Raises:
        NotFound: there is no such consent, or it is not theirs.
        WrongPassphrase, StaffUnknown, ClientSuspended, Forbidden: who hands it out is not proven.
        KeyUnusable: the hub has no key that may sign it now.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=ONLOOKERS)
        consent = assigned_consent(tx, consent_id, to=staff, at=at)
        jti = uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES))
        claims = person_receipt(consent, issuer=hub.origin, jti=jti, at=at)
        compact = sign(claims, kind=CONSENT, key=hub.ring.current(Purpose.PACKET, at))
        said = {"consent": consent.id, "by": staff.id, "sha256": digest(compact.encode("ascii"))}
        append_entry(tx, EntryType.RECEIPT_HANDED_OUT, said, hub=hub, at=at, person=consent.person)

    def title(listed: str, code: str) -> str:
        return str(schemas.codes()[listed][code][language])

    return Receipt(
        compact=compact,
        claims=claims,
        record=consent_record(consent, controller=hub.origin, at=at, title=title),
    )
