"""What was signed is kept sealed under the person's key, handed out as it was, and gone with the person."""

import io

import pytest

from exchange.core.compliance.kind import FactKind
from exchange.core.errors import NotFound
from exchange.core.packet.media import AttachmentRefused
from exchange.core.text.explained import explained
from exchange.flows.consent.evidence import MOST_BYTES, hand_out_papers, seal_paper
from exchange.flows.consent.record import record_consent
from exchange.flows.register.look import Question, look_at_register
from keys.encoding import digest
from keys.errors import BadDigest
from tests.support.hubs import ALEX, BOSS, CENTRE, KIM, Bench, claim, consent_document, encoded

PAPER, RELEASE = b"%PDF-1.7 Bogen (erfunden)", b"\x89PNG\r\n\x1a\n Entbindung (erfunden)"


def document(bench, **changes: object):
    said = consent_document(bench.clock.now(), level=2, no_show=False, to=CENTRE, days=60)
    said["evidence_sha256"] = digest(PAPER)
    said["releases"][0]["declaration"]["evidence_sha256"] = digest(RELEASE)
    return said | changes


def sealed(bench, content=PAPER, name="bogen.pdf"):
    return seal_paper(io.BytesIO(content), name=name, uploader=claim(KIM).uploader, hub=bench.hub)


def recorded(bench, *papers, **changes: object):
    said = encoded(document(bench, **changes))
    return record_consent(said, by=claim(KIM), approve_by=None, hub=bench.hub, papers=papers).consent


def handed(bench, consent, by=KIM):
    return [(one.release, one.content) for one in hand_out_papers(consent.id, by=claim(by), hub=bench.hub)]


@pytest.fixture
def bench():
    return Bench()


def test_papers_come_back_as_they_were_the_consents_own_first(bench):
    papers = sealed(bench, RELEASE, "entbindung.png"), sealed(bench)
    consent = recorded(bench, *papers)
    release = consent.releases[0].declaration.id
    assert handed(bench, consent) == [("", PAPER), (release, RELEASE)]
    assert bench.leaves("STAFF_ACCESS")[-1]["what"] == "consent-paper"
    assert len(bench.leaves("PAPER_KEPT")) == 2


def test_nothing_of_a_paper_lies_readable_and_its_leaf_names_no_key(bench):
    paper = sealed(bench)
    recorded(bench, paper)
    assert PAPER not in b"".join(bench.blobs.open(one).read() for one in bench.blobs.all())
    (leaf,) = bench.leaves("PAPER_KEPT")
    assert paper.key not in repr(bench.log())
    assert leaf["subject"]


@pytest.mark.parametrize(
    ("content", "name", "detail"),
    [
        (PAPER, "bogen.docx", "ending"),
        (PAPER, "bogen.txt", "ending"),
        (b"GIF89a", "bogen.png", "content"),
        (b"%PDF-" + bytes(MOST_BYTES - 4), "bogen.pdf", "too-large"),
    ],
)
def test_only_a_pdf_or_a_picture_of_at_most_20_mb_is_kept(bench, content, name, detail):
    with pytest.raises(AttachmentRefused) as refused:
        sealed(bench, content, name)
    told = explained(refused.value)
    assert (refused.value.detail, told.where) == (detail, "--scan")
    assert told.form.de == "eine PDF-, PNG- oder JPEG-Datei bis 20 MB"


def test_exactly_20_mb_are_kept(bench):
    assert sealed(bench, b"%PDF-" + bytes(MOST_BYTES - 5)).length == MOST_BYTES


def test_another_paper_than_was_signed_on_is_refused_and_nothing_is_recorded(bench):
    before = bench.log()
    with pytest.raises(AttachmentRefused) as refused:
        recorded(bench, sealed(bench, b"%PDF-1.7 ein anderer"))
    assert (refused.value.detail, bench.log()) == ("digest", before)


def test_a_colleagues_paper_and_one_that_was_never_kept_are_not_there(bench):
    consent = recorded(bench, sealed(bench))
    with pytest.raises(NotFound):
        handed(bench, consent, by=ALEX)
    bare = recorded(bench, person="P-2")
    with pytest.raises(NotFound) as refused:
        handed(bench, bare)
    assert "digest" in refused.value.form.en


def test_nobody_looks_up_what_opens_a_paper(bench):
    recorded(bench, sealed(bench))
    for subject in ("", document(bench)["person"]):
        with pytest.raises(NotFound):
            look_at_register(Question(kind=FactKind.PAPER, subject=subject), by=claim(BOSS), hub=bench.hub)


def test_what_was_changed_among_the_files_does_not_open(bench):
    paper = sealed(bench)
    consent = recorded(bench, paper)
    whole = bench.blobs.open(paper.sha256).read()
    bench.blobs.kept[paper.sha256] = bytes([whole[0] ^ 1]) + whole[1:]
    with pytest.raises(BadDigest):
        handed(bench, consent)
