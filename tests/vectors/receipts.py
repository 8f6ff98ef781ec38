"""The receipt a person gets of their consent: what they declared, signed by the hub."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import schemas
from exchange.core.consent.consent import Revocation
from exchange.core.consent.document import read_consent
from exchange.core.ids import show_instant
from exchange.core.rights.receipt import person_receipt
from exchange.core.vocabulary import ConsentStatus
from keys.objects import CONSENT
from keys.sign import sign
from tests.vectors.forge import AT, HUB, HUB_KEYS, PARTNER, Vector, flipped, new_id


def receipts() -> Iterable[Vector]:
    """One of a consent that was withdrawn, and the same with one bit changed."""
    signed, end = AT - timedelta(days=9), show_instant(AT + timedelta(days=90))
    document = schemas.example("consent")
    said = {"recipient": {"entity": PARTNER, "service_line": "beratung"}, "valid_from": show_instant(signed)}
    document["clauses"] = [document["clauses"][0] | said | {"valid_until": end}]
    document |= {"id": new_id(), "person": new_id(), "releases": [], "answered_at": show_instant(signed)}
    consent = replace(
        read_consent(document),
        status=ConsentStatus.WITHDRAWN,
        revocations=(Revocation(at=AT - timedelta(days=1)),),
    )
    claims = person_receipt(consent, issuer=HUB, jti=new_id(), at=AT)
    compact = sign(claims, kind=CONSENT, key=HUB_KEYS["packet"][0])
    what, more = "The receipt for a person whose consent was withdrawn", {"claims": claims}
    for name, given, expect in (("person", compact, "genuine"), ("signature", flipped(compact), "refused")):
        yield Vector(
            name=f"consent-receipt-{name}",
            what=what if expect == "genuine" else f"{what}, one bit changed",
            kind="receipt",
            input={"receipt": given},
            expect={"result": expect},
            more=more if expect == "genuine" else {},
        )
