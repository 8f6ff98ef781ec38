"""Drafts: what is a document, whom it may go to, which files go along, and how often it is sent."""

from dataclasses import replace

import pytest

from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import (
    Duplicate,
    IllegalStep,
    Malformed,
    NotFound,
    PartnerUnknown,
    SchemaInvalid,
    TooLarge,
)
from exchange.core.packet.media import AttachmentRefused
from exchange.core.policy import Policy
from exchange.core.referral.code import CODE_BYTES, make_code
from exchange.core.unavailable import Contended
from exchange.core.vocabulary import Scan, State
from exchange.flows.sending.drafting.draft import draft
from exchange.flows.sending.release import request_consent
from tests.support.hubs import CENTRE, KIM, Bench, a_file, claim, encoded, refer_document


def test_a_second_open_referral_to_the_same_offer_is_a_duplicate():
    bench = Bench()
    first = bench.sent()
    with pytest.raises(Duplicate) as refused:
        bench.draft()
    assert refused.value.detail == first.code


class Dice:
    """Chance whose draws of a code's length are those given, the last for ever; all else is drawn as before."""

    def __init__(self, others, *draws):
        self.others, self.draws = others, list(draws)

    def bytes(self, count):
        if count != CODE_BYTES:
            return self.others.bytes(count)
        return (self.draws.pop(0) if len(self.draws) > 1 else self.draws[0]).to_bytes(count)


def drawn(bench, *draws, person="P-2"):
    hub = replace(bench.hub, entropy=Dice(bench.hub.entropy, *draws))
    return draft(encoded(refer_document(person={"reference": person})), files=(), by=claim(KIM), hub=hub)


def test_a_code_that_is_another_cases_is_drawn_again():
    bench = Bench()
    taken = drawn(bench, 7)
    assert drawn(bench, 7, 7, 7, 8, person="P-3").code == make_code((8).to_bytes(CODE_BYTES)) != taken.code


def test_whoever_draws_nothing_but_codes_of_others_gives_up_and_nothing_is_kept():
    bench = Bench()
    drawn(bench, 7)
    before = bench.log()
    with pytest.raises(Contended):
        drawn(bench, 7, person="P-3")
    assert bench.log() == before


def test_of_two_drafts_only_one_is_sent():
    bench = Bench()
    bench.a_consent()
    first, second = bench.draft(), bench.draft()
    bench.release(first)
    drawn = bench.hub.entropy._drawn
    with pytest.raises(Duplicate) as refused:
        bench.release(second)
    # The rule of the tables would refuse it as well, but only after a packet was signed and sealed for it.
    assert (refused.value.detail, bench.hub.entropy._drawn) == ("duplicate", drawn)
    assert "cancelled" in refused.value.allowed


def test_an_unknown_partner_or_offer_is_named():
    bench = Bench()
    with pytest.raises(PartnerUnknown):
        bench.draft(to="https://niemand.example")
    with pytest.raises(PartnerUnknown):
        bench.draft(recipient={"partner": CENTRE, "service_line": "anderes"})


def test_data_have_to_be_of_the_service_of_the_offer():
    with pytest.raises(SchemaInvalid) as refused:
        Bench().draft(service="debt-counselling")
    assert refused.value.pointer == "/service"


@pytest.mark.parametrize("data", [{"weather": "gut"}, {"person": {}}, {"note": "x" * 501}])
def test_data_have_to_fit_schema_and_profile(data):
    with pytest.raises(SchemaInvalid) as refused:
        Bench().draft(data=data)
    assert refused.value.pointer.startswith("/data")


@pytest.mark.parametrize("document", [b"", b"{", b"[]", b'{"a":1,"a":2}', b"\xff", b"null", b'{"person":NaN}'])
def test_what_is_no_document_is_refused(document):
    with pytest.raises((Malformed, SchemaInvalid)):
        draft(document, files=(), by=claim(KIM), hub=Bench().hub)


def test_two_megabytes_are_too_much():
    with pytest.raises(TooLarge):
        draft(b" " * 2_000_000, files=(), by=claim(KIM), hub=Bench().hub)


SMALL = Policy(attachment_limit=10, attachment_count=2, attachments_limit=15)


@pytest.mark.parametrize(
    ("sizes", "detail"), [([11], "too-large"), ([1, 1, 1], "too-many"), ([8, 8], "too-large-together")]
)
def test_attachments_have_limits(sizes, detail):
    bench = Bench(policy=SMALL)
    with pytest.raises(AttachmentRefused) as refused:
        bench.draft(files=[a_file(b"x" * size) for size in sizes])
    assert (refused.value.detail, list(bench.blobs.all())) == (detail, [])


def test_attachments_up_to_the_limits_are_sealed():
    bench = Bench(policy=SMALL)
    bench.draft(files=[a_file(b"%PDF-xxxxx"), a_file(b"%PDF-")])
    assert [b"xxx" in blob for blob in bench.blobs.kept.values()] == [False, False]


@pytest.mark.parametrize("length", [5, 100])
def test_a_file_that_was_cut_off_or_grew_is_refused(length):
    with pytest.raises(AttachmentRefused) as refused:
        Bench().draft(files=[a_file(b"%PDF-1.7 zwanzig lang", length=length)])
    assert refused.value.detail == "changed-while-read"


def test_an_attachment_has_a_category_of_ours():
    with pytest.raises(AttachmentRefused):
        Bench().draft(files=[a_file(category="weather")])


def test_an_attachment_that_is_infected_is_not_sent():
    bench = Bench(policy=Policy(scans=frozenset({Scan.CLEAN})))
    bench.a_consent()
    with pytest.raises(AttachmentRefused):
        bench.release(bench.draft(files=[a_file(scan=Scan.NOT_SCANNED)]))


def test_a_draft_can_wait_for_consent():
    bench = Bench()
    referral = bench.draft()
    assert request_consent(referral.id, by=claim(KIM), hub=bench.hub).state is State.AWAITING_CONSENT
    with pytest.raises(IllegalStep):
        request_consent(referral.id, by=claim(KIM), hub=bench.hub)


def test_what_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        request_consent("018f0000-0000-7000-8000-000000000001", by=claim(KIM), hub=Bench().hub)


def test_a_sent_referral_is_not_sent_again():
    bench = Bench()
    referral = bench.sent()
    with pytest.raises((IllegalStep, Duplicate)):
        bench.release(referral)


@pytest.mark.parametrize("place", ["reason", "justification"])
def test_why_somebody_is_referred_is_not_told_with_a_diagnosis_or_a_number(place):
    with pytest.raises(ForbiddenText) as refused:
        Bench().draft(**{place: "Wegen F32.1, Kundennummer 123A456789"})
    assert refused.value.pointer == f"/{place}"
