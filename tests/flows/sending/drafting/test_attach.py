"""A file is sealed for a draft first and then made part of it, if it still fits."""

from dataclasses import replace

import pytest

from exchange.core.errors import StaleVersion
from exchange.core.packet.media import AttachmentRefused
from exchange.flows.sending.drafting.attach import attach, seal_for
from tests.support.hubs import KIM, Bench, a_file, claim


def drafted(bench):
    bench.a_consent()
    return bench.draft()


def test_files_that_are_together_too_many_are_refused_before_they_are_sealed_and_after():
    bench = Bench()
    referral, most = drafted(bench), bench.hub.policy.attachment_count
    early = [seal_for(referral.id, file=a_file(), by=claim(KIM), hub=bench.hub) for _ in range(most + 1)]
    for sealed in early[:-1]:
        attach(referral.id, sealed=sealed, by=claim(KIM), hub=bench.hub)
    with pytest.raises(AttachmentRefused):
        attach(referral.id, sealed=early[-1], by=claim(KIM), hub=bench.hub)
    kept = len(bench.blobs.kept)
    with pytest.raises(AttachmentRefused):
        seal_for(referral.id, file=a_file(), by=claim(KIM), hub=bench.hub)
    assert len(bench.blobs.kept) == kept


def test_a_file_sealed_to_a_packet_that_the_draft_has_no_more_is_not_attached():
    bench = Bench()
    referral = drafted(bench)
    sealed = seal_for(referral.id, file=a_file(), by=claim(KIM), hub=bench.hub)
    with pytest.raises(StaleVersion) as refused:
        attach(referral.id, sealed=replace(sealed, packet="another"), by=claim(KIM), hub=bench.hub)
    assert refused.value.pointer == "/If-Match"
