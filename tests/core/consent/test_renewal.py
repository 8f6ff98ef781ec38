"""A renewal stands on a new signature and a new paper; a no to it needs neither."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.consent.document import read_consent
from exchange.core.consent.renewal import check_renewal
from exchange.core.vocabulary import ConsentStatus
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, consent_document

OLD = read_consent(consent_document(NOON, level=2, no_show=False, to=CENTRE, days=60))
LATER = tuple(replace(one, signed_at=one.signed_at + timedelta(days=1)) for one in OLD.signers)
NEW = replace(OLD, status=ConsentStatus.RENEWED, renews="x", signers=LATER, evidence_sha256="B" * 43)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({}, ""),
        ({"signers": OLD.signers}, "/signers"),
        ({"signers": (*OLD.signers, *LATER)}, "/signers"),
        ({"signers": ()}, "/signers"),
        ({"evidence_sha256": OLD.evidence_sha256}, "/evidence_sha256"),
        ({"status": ConsentStatus.GIVEN, "signers": OLD.signers}, "/signers"),
        ({"status": ConsentStatus.REFUSED, "signers": OLD.signers}, ""),
    ],
)
def test_a_renewal_is_signed_anew(changes, place):
    assert check_renewal(replace(NEW, **changes), of=OLD) == place


def test_what_renews_nothing_is_no_renewal():
    assert check_renewal(NEW, of=None) == "/renews"
    assert check_renewal(replace(NEW, status=ConsentStatus.GIVEN), of=None) == ""
