"""What a packet leaves in the log is shredded with its person, and tells an auditor whose matter and which partner."""

import json

from exchange.core.evidence.entry import EntryType
from tests.support.hubs import CENTRE, Bench

KINDS = {EntryType.PACKET_SEALED, EntryType.PACKET_HANDED_OVER, EntryType.DELIVERY}


def test_sealed_handed_over_and_stopped_rest_under_the_persons_key_and_name_matter_and_partner():
    bench = Bench()
    consent = bench.a_consent()
    referral = bench.draft()
    bench.release(referral)
    bench.worker.once()
    bench.voice(referral).fetch()
    bench.withdraw(consent)
    with bench.store.reading() as tx:
        about = [entry for _, entry in tx.log.entries(start=0, limit=10_000) if entry.type in KINDS]
    assert {entry.type for entry in about} == KINDS
    assert {entry.person for entry in about} == {referral.person}
    said = [json.loads(entry.record) for entry in about]
    assert {(one["referral"], one["partner"]) for one in said} == {(referral.id, CENTRE)}
