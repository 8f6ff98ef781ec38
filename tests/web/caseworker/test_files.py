"""Files of a case: handed out under the session, with a line of every look, and only to who may see content."""

import pytest

from tests.queries.test_files import JTI, LETTER, REPORT
from tests.support.feedback import attached
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, VERA, a_file
from tests.support.site import Site


def answering(said=REPORT):
    """A case with a letter that went and a report that came back."""
    site = Site()
    site.bench.a_consent()
    site.bench.release(site.bench.draft(files=[a_file(LETTER, name="Brief für die Stelle.pdf")]))
    site.bench.worker.once()
    with site.bench.store.reading() as tx:
        (referral,) = tx.referrals.page(states=(), after="", limit=2)
    voice = site.bench.voice(referral)
    voice.fetch()
    assert [voice.says(one) for one in ("received", "under-review")] == ["accepted"] * 2
    assert voice.sends(voice.signed("feedback", attached(voice, said), jti=JTI)) == "accepted"
    site.code = referral.code
    return site


@pytest.fixture(scope="module")
def answered():
    return answering()


def looks(site):
    return [(one["by"], one["what"]) for one in site.bench.leaves("STAFF_ACCESS")]


@pytest.mark.parametrize("staff", [KIM, VERA, BOSS])
def test_files_stand_on_the_page_of_their_case_with_size_and_way(answered, staff):
    browser = answered.signed_in(staff)
    browser.get(f"/vorgang/{answered.code}")
    assert "Brief für die Stelle.pdf 1 KB, Anliegen und Ziel, ging mit" in browser.text
    assert "bericht.pdf 1 KB, Rückmeldung: Verlauf, kam von der Stelle" in browser.text
    assert "hat hier niemand auf Schadprogramme geprüft" in browser.text


@pytest.mark.parametrize(
    ("which", "content", "name"),
    [("hin-1", LETTER, "Brief%20f%C3%BCr%20die%20Stelle.pdf"), ("her-1", REPORT, "bericht.pdf")],
)
def test_a_file_is_handed_out_as_it_was_brought_and_the_look_is_on_record(answered, which, content, name):
    before = len(looks(answered))
    answer = answered.signed_in(KIM).send("GET", f"/vorgang/{answered.code}/datei/{which}")
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert looks(answered)[before:] == [(KIM, "file")]


def test_what_is_not_what_it_says_is_no_file_a_browser_opens():
    site = answering(b"<script>alert(1)</script>")
    answer = site.signed_in(KIM).send("GET", f"/vorgang/{site.code}/datei/her-1")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].endswith("bericht.pdf.unchecked")


@pytest.mark.parametrize("which", ["hin-0", "hin-2", "her-2", "nichts", "../heute", JTI])
def test_there_is_no_file_but_those_of_the_list(answered, which):
    assert answered.signed_in(KIM).get(f"/vorgang/{answered.code}/datei/{which}").status_code == 404


@pytest.mark.parametrize("what", ["datei/hin-1", "datei/her-1"])
def test_no_file_of_a_case_is_handed_out_to_who_has_no_business_with_it(answered, what):
    before = looks(answered)
    for staff, status in ((ALEX, 404), (DPO, 403), (OPS, 403)):
        assert answered.signed_in(staff).get(f"/vorgang/{answered.code}/{what}").status_code == status, staff
    assert answered.browser().get(f"/vorgang/{answered.code}/{what}").status_code == 303
    assert looks(answered) == before


def test_who_watches_over_data_sees_no_name_of_a_file(answered):
    browser = answered.signed_in(DPO)
    browser.get(f"/vorgang/{answered.code}")
    for hidden in ("Brief für die Stelle.pdf", "bericht.pdf", "/datei/"):
        assert hidden not in browser.shown


def test_who_got_what_and_why_is_said_in_full(answered):
    browser = answered.signed_in(KIM)
    browser.get(f"/vorgang/{answered.code}")
    assert "Wer hat was bekommen, und warum?" in browser.text
    assert "an Suchtberatung Beispielstadt (erfunden). Wofür:" in browser.text
    assert "Grundlage: die Einwilligung der Person." in browser.text
