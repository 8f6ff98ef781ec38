import base64
import hashlib
from dataclasses import replace

import pytest

from exchange.core.consent.clause import show_clause
from exchange.core.consent.consent import with_feedback
from exchange.core.errors import ConsentEnded
from exchange.core.packet.receipt import carried_consent, commitment, receipt_claims
from exchange.core.vocabulary import ConsentStatus
from tests.support import consented as c


def receipt(consent=c.CONSENT, recipient=c.CENTRE):
    return receipt_claims(consent, issuer=c.HUB, jti="j", subject="A" * 22, recipient=recipient, at=c.AT)


def test_a_receipt_has_exactly_the_claims_of_the_protocol():
    claims = receipt()
    assert set(claims) == {"iss", "iat", "jti", "sub", "rx"}
    assert set(claims["rx"]) == {
        "v", "text_version", "text_sha256", "form", "clauses", "release", "valid_until", "evidence_sha256", "status"
    }  # fmt: skip
    assert claims["rx"]["clauses"] == [show_clause(c.CLAUSE)]


def test_without_a_release_there_is_no_such_member():
    assert "release" not in receipt(replace(c.CONSENT, releases=()))["rx"]


def test_a_receipt_names_no_other_recipient():
    consent = replace(c.CONSENT, clauses=(c.CLAUSE, replace(c.CLAUSE, id="c2", recipient=c.OTHER)))
    assert c.OTHER.entity not in str(receipt(consent))


@pytest.mark.parametrize(
    "consent", [replace(c.CONSENT, status=ConsentStatus.WITHDRAWN), replace(c.CONSENT, clauses=())]
)
def test_there_is_no_receipt_without_a_clause_that_stands(consent):
    with pytest.raises(ConsentEnded):
        receipt(consent)
    with pytest.raises(ConsentEnded):
        carried_consent(consent, recipient=c.CENTRE, shared_id="k", committed=c.DIGEST)


def test_the_commitment_is_the_digest_of_salt_and_receipt():
    digest = hashlib.sha256(b"\x01" * 32 + b"a.b.c").digest()
    assert commitment("a.b.c", salt=b"\x01" * 32) == base64.urlsafe_b64encode(digest).decode().rstrip("=")


def test_a_packet_is_told_the_level_and_what_it_means():
    carried = carried_consent(with_feedback(c.CONSENT), recipient=c.CENTRE, shared_id="k", committed=c.DIGEST)
    assert carried.feedback.categories == ("fb.decision", "fb.receipt")
    assert carried.valid_until == c.CLAUSE.valid_until
    assert [clause.id for clause in carried.clauses] == ["c1", "c1-back"]
