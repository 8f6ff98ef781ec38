"""Who interpreted, judged and represents stands in the record, fits its signatures, and older records have none."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.consent.circumstances import CapacityJudgement, Circumstances, Guardianship, unfit
from exchange.core.consent.document import read_consent, show_consent
from exchange.core.consent.signature import SignerRole
from exchange.core.consent.validity import check_validity
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, consent_document

TICK = timedelta(microseconds=1)
SIGNED = read_consent(consent_document(NOON, level=2, no_show=False, to=CENTRE, days=9))
AT = SIGNED.signers[0].signed_at
ALL = Circumstances(
    shown_at=AT,
    interpreter="Dolmetschdienst (erfunden)",
    capacity=CapacityJudgement(by="Dr. Beispiel", at=NOON, note_sha256="A" * 43),
    guardian=Guardianship(court_sha256="A" * 43, reservation_1825=True),
)


def test_a_record_says_them_and_one_of_before_says_nothing_of_them():
    before = show_consent(SIGNED)
    assert not {"shown_at", "interpreter", "capacity", "guardian"} & set(before)
    said = replace(SIGNED, circumstances=ALL)
    assert read_consent(show_consent(said)) == said
    assert read_consent(before) == SIGNED


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (Circumstances(), ("", "")),
        (Circumstances(shown_at=AT), ("", "")),
        (Circumstances(shown_at=AT + TICK), ("shown", "/shown_at")),
        (Circumstances(capacity=CapacityJudgement(by="x", at=NOON)), ("", "")),
        (Circumstances(capacity=CapacityJudgement(by="x", at=NOON + TICK)), ("capacity", "/capacity/at")),
        (Circumstances(guardian=Guardianship(court_sha256="A" * 43)), ("guardian-paper", "/guardian")),
    ],
)
def test_what_does_not_fit_the_signatures_is_named(known, found):
    assert unfit(known, SIGNED.signers, at=NOON) == found


def test_a_guardians_paper_fits_where_a_guardian_signs_and_validity_asks_for_it():
    guardian = replace(SIGNED.signers[0], role=SignerRole.GUARDIAN)
    assert unfit(ALL, (*SIGNED.signers, guardian), at=NOON) == ("", "")
    verdict = check_validity(replace(SIGNED, circumstances=ALL), at=NOON)
    assert (verdict.reason, verdict.pointer) == ("consent:guardian-paper", "/guardian")
