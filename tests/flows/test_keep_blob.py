"""A file counts for whoever brings it, by whichever door, until something names it."""

import io

import pytest

from exchange.core.errors import Duplicate
from exchange.core.policy import Policy
from exchange.core.unavailable import DatabaseUnavailable
from exchange.core.upload import UploadQuotaExceeded
from exchange.flows.consent.evidence import seal_paper
from exchange.flows.consent.record import record_consent
from exchange.flows.keep_blob import keep_blob
from exchange.flows.sending.drafting.attach import attach, seal_for
from exchange.flows.sending.update import update
from exchange.flows.staff.authenticate import OnBehalfOf
from tests.support.hubs import BOSS, CENTRE, KIM, NEEDED, Bench, a_file, claim, consent_document, encoded
from tests.support.office import CASES, Office, code

BLOCK = 4096
PAPER = b"%PDF-1.7 unterschrieben (erfunden)"


@pytest.fixture
def bench():
    return Bench(policy=Policy(upload_bytes=2 * BLOCK))


def left(bench, who):
    with bench.store.reading() as tx:
        return tx.uploads.unnamed(who).size


def test_what_a_draft_names_from_its_first_moment_or_later_counts_nothing(bench):
    made = bench.draft(files=[a_file(), a_file()])
    for _ in range(3):
        attach(
            made.id, sealed=seal_for(made.id, file=a_file(), by=claim(KIM), hub=bench.hub), by=claim(KIM), hub=bench.hub
        )
    assert left(bench, KIM) == 0


def test_files_of_a_draft_that_never_came_about_count_for_who_brought_them(bench):
    bench.under_way("under-review")
    for _ in range(2):
        with pytest.raises(Duplicate):
            bench.draft(files=[a_file()])
    assert (left(bench, KIM), left(bench, BOSS)) == (2 * BLOCK, 0)
    with pytest.raises(UploadQuotaExceeded):
        bench.draft(files=[a_file()])
    assert len(list(bench.blobs.all())) == 2


def test_what_goes_along_with_an_update_counts_nothing(bench):
    bench.a_consent(categories=[*NEEDED, "attachment"])
    sent = bench.under_way("under-review").referral
    for number in range(3):
        document = encoded({"data": {"note": str(number)}})
        update(sent.id, document, files=[a_file()], by=claim(KIM), approve_by=claim(BOSS), hub=bench.hub)
    assert left(bench, KIM) == 0


def test_a_paper_counts_until_its_consent_is_on_record(bench):
    paper = seal_paper(io.BytesIO(PAPER), name="bogen.pdf", uploader=claim(KIM).uploader, hub=bench.hub)
    assert left(bench, KIM) == BLOCK
    said = consent_document(bench.clock.now(), level=1, no_show=False, to=CENTRE, days=60)
    said |= {"evidence_sha256": paper.content_sha256}
    record_consent(encoded(said), by=claim(KIM), approve_by=None, hub=bench.hub, papers=(paper,))
    assert left(bench, KIM) == 0


def test_files_a_client_brings_count_for_it_whomever_it_names():
    office = Office(bench=Bench(policy=Policy(upload_bytes=2 * BLOCK)))
    cases = office.cases()
    made = office.bench.draft()
    for staff in (KIM, BOSS):
        seal_for(made.id, file=a_file(), by=OnBehalfOf(staff, CASES), hub=office.bench.hub)
    assert code(cases.attach(made.id)) == (429, "SENDER_UPLOAD_QUOTA_EXCEEDED")


def test_a_file_that_was_not_kept_counts_nothing_even_where_the_database_is_away_then(bench):
    with pytest.raises(OSError, match="lesen"):
        keep_blob("a", Broken(), size=1, who=KIM, hub=bench.hub)
    assert left(bench, KIM) == 0
    with pytest.raises(OSError, match="lesen"):
        keep_blob("a", Broken(bench.store), size=1, who=KIM, hub=bench.hub)


class Broken(io.BytesIO):
    """It cannot be read; of a store that is named, nobody else writes any more from then on."""

    def __init__(self, store=None) -> None:
        super().__init__()
        self._store = store

    def read(self, *_: object):
        if self._store:
            self._store.transaction = self._store.shared = away
        raise OSError("nicht zu lesen")


def away():
    raise DatabaseUnavailable
