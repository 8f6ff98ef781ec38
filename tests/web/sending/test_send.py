"""A caseworker refers on five pages, with the person's consent on paper; double clicks, windows and a no end well."""

import io
import re

import pytest
from pypdf import PdfReader

from exchange.core.vocabulary import State
from exchange.flows.sending.drafting.sheet import open_sheet
from tests.support.hubs import ALEX, BOSS, KIM, VERA, claim, document_of, refer_document
from tests.support.site import Site
from tests.web.sending.conftest import PLACE, TYPED, Desk

PDF = ("bogen.pdf", b"%PDF-1.7 unterschrieben (erfunden)")
ANSWER = {"level": "2", "no_show": "", "do": "unterschrieben", "signer": "Erika Beispiel (erfunden)"}
ANSWER |= dict.fromkeys(("told_purpose", "told_refusal", "told_withdrawal"), "ja")


def when(desk):
    at = desk.site.bench.clock.now()
    return dict.fromkeys(("reviewed_at", "signed_at", "copy_at"), at.strftime("%Y-%m-%dT%H:%M:%SZ"))


def signed(desk):
    code = desk.asked()
    desk.sends_file(PDF, **ANSWER | when(desk))
    return code


def test_from_the_file_number_to_what_is_signed_and_sent(desk):
    code = desk.asked()
    assert "Ein Nein hat keine Nachteile." in desk.browser.text
    assert "Beratungsstelle Lindenhof" in desk.browser.text
    desk.sends_file(PDF, **ANSWER | when(desk))
    assert desk.where == f"/neu/{code}/senden"
    assert "Das geht so hinaus." in desk.browser.text
    for shown in ("Vorname Erika", "Telefon 030 0000 0001", "Aktenzeichen Es verlässt das Jobcenter nie."):
        assert shown in desk.browser.text
    seen = re.search(r'name="seen" value="([^"]+)"', desk.browser.shown)[1]
    desk.sends(seen=seen)
    sent = desk.referral(code)
    assert (desk.where, sent.state) == (f"/vorgang/{code}", State.SENT)
    packet = desk.site.bench.voice(sent, PLACE).opened()
    assert packet.data["person"] == {"given_name": "Erika"}
    assert "JC-0042" not in repr(packet)


def test_a_second_click_on_send_sends_nothing_twice(desk):
    code = signed(desk)
    seen = re.search(r'name="seen" value="([^"]+)"', desk.browser.shown)[1]
    page = desk.browser.shown
    desk.sends(seen=seen)
    desk.browser.shown = page
    desk.sends(f"/neu/{code}/senden", seen=seen)
    assert desk.where == f"/vorgang/{code}"
    assert len(desk.site.bench.leaves("PACKET_SEALED")) == 1


@pytest.mark.parametrize("seen", ["", "another"])
def test_what_was_not_seen_is_not_sent(desk, seen):
    code = signed(desk)
    answer = desk.sends(seen=seen)
    assert "HUB_STALE_VERSION" in answer.text
    assert desk.referral(code).state in {State.DRAFT, State.AWAITING_CONSENT}


def test_what_is_missing_is_said_beside_its_field_and_nothing_typed_is_lost(desk):
    desk.chosen()
    answer = desk.sends(**TYPED | {"/contact/phone": "", "/note": "<b>Ja</b>", "do": "weiter"})
    assert answer.status_code == 422
    assert 'href="#/contact/' in answer.text
    assert "&lt;b&gt;Ja&lt;/b&gt;" in answer.text
    desk.opens(desk.where)
    assert "Es kommen viele Briefe." in desk.browser.shown


def test_the_preview_shows_what_the_place_would_see_before_anybody_agreed(desk):
    desk.chosen()
    desk.sends(**TYPED | {"do": "vorschau"})
    sees, stays = re.search(
        r"Genau das sieht Beratungsstelle Lindenhof (.*)Das bleibt hier(.*)", desk.browser.text
    ).groups()
    for shown in ("Telefon 030 0000 0001", "Vorname Erika", "Ziel Schulden ordnen.", "Erwachsene 1"):
        assert shown in sees
    assert "Erwachsene" not in stays
    assert "Schritt 1 im Plan" not in sees


def test_of_two_windows_the_second_is_told_and_keeps_what_it_typed(desk):
    desk.chosen()
    page = desk.browser.shown
    desk.sends(**TYPED | {"do": "spaeter"})
    desk.browser.shown = page
    where = re.search(r'action="(/neu/[^"]+/angaben)"', page)[1]
    answer = desk.sends(where, **TYPED | {"/note": "Anderes", "do": "weiter"})
    assert (answer.status_code, "SENDER_SHEET_CHANGED" in answer.text, "Anderes" in answer.text) == (412, True, True)


def test_a_second_click_on_next_makes_one_draft(desk):
    desk.chosen()
    page, where = desk.browser.shown, desk.where
    desk.sends(**TYPED | {"do": "weiter"})
    desk.browser.shown = page
    desk.sends(where, **TYPED | {"do": "weiter"})
    assert desk.where == "/heute"
    with desk.site.bench.store.reading() as tx:
        assert len(tx.referrals.page(states=(), after="", limit=9)) == 1


@pytest.mark.parametrize(("do", "state"), [("nein", State.DRAFT), ("spaeter", State.AWAITING_CONSENT)])
def test_a_no_and_a_later_end_well_and_nothing_leaves(desk, do, state):
    code = desk.drafted()
    desk.sends_file(do=do)
    assert (desk.where, desk.referral(code).state) == (f"/vorgang/{code}", state)
    assert desk.site.bench.leaves("PACKET_SEALED") == []


@pytest.mark.parametrize(
    ("file", "changes", "said"),
    [
        (None, {}, "SENDER_ANSWER_INCOMPLETE"),
        (PDF, {"level": ""}, "SENDER_ANSWER_INCOMPLETE"),
        (("bogen.exe", b"MZ"), {}, "SENDER_ATTACHMENT_REFUSED"),
        (("bogen.pdf", b"MZ"), {}, "SENDER_ATTACHMENT_REFUSED"),
        (PDF, {"signed_at": "morgen"}, "SENDER_NOT_A_MOMENT"),
        (PDF, {"told_refusal": ""}, "SENDER_CONSENT_INVALID"),
    ],
    ids=["no-scan", "no-level", "program", "no-pdf", "no-moment", "not-told"],
)
def test_an_answer_that_is_not_whole_is_not_put_on_record(desk, file, changes, said):
    desk.asked()
    answer = desk.sends_file(file, **ANSWER | when(desk) | changes)
    assert said in answer.text
    assert desk.site.bench.leaves("CONSENT_GIVEN") == []
    # What was chosen is chosen still, and the words the person read are there.
    assert ('value="2" required checked' in answer.text) == ("level" not in changes)
    assert ('class="kept"' in answer.text) == ("level" not in changes)


def test_the_paper_has_the_words_and_the_level_that_was_chosen(desk):
    code = desk.asked()
    paper = desk.browser.send("GET", f"/neu/{code}/einwilligung/bogen.pdf?stufe=2")
    assert f"Bogen zu {code}" in PdfReader(io.BytesIO(paper.content)).pages[-1].extract_text()
    assert (paper.headers["content-type"], paper.content[:5]) == ("application/pdf", b"%PDF-")


def test_a_sheet_of_a_colleagues_is_none(desk):
    desk.chosen()
    where = desk.where
    other = desk.site.signed_in(ALEX)
    assert [other.get(where).status_code, desk.site.signed_in(KIM).get(where).status_code] == [404, 200]


def test_a_form_with_a_file_is_refused_without_the_token_of_its_session(desk):
    desk.asked()
    shown = desk.browser.shown
    desk.browser.shown = 'name="token" value="another"'
    assert desk.sends_file(PDF, **ANSWER | when(desk)).status_code == 403
    desk.browser.shown = shown
    assert (
        desk.sends_file(PDF, headers={"accept": "text/html", "origin": "https://anderswo.example"}).status_code == 403
    )


def test_where_two_look_a_colleague_is_asked_from_the_same_page(desk):
    code = desk.site.case(drafted=True)
    desk.opens(f"/neu/{code}/senden")
    assert "Zweite Person Das müssen zwei Menschen lesen. Wen möchten Sie bitten?" in desk.browser.text
    assert re.findall(r'name="of" value="([^"]+)"', desk.browser.shown) == [BOSS, VERA]
    desk.sends(f"/neu/{code}/bitten", of=BOSS)
    assert desk.where == f"/neu/{code}/senden"
    assert "ist gebeten. Sobald zugestimmt ist, können Sie hier senden." in desk.browser.text
    assert [one["of"] for one in desk.site.bench.leaves("APPROVAL_ASKED")] == [BOSS]


def test_who_cannot_approve_is_not_asked_and_the_page_says_who_can_be(desk):
    code = desk.site.case(drafted=True)
    desk.opens(f"/neu/{code}/senden")
    answer = desk.browser.post(f"/neu/{code}/bitten", of=ALEX)
    assert (answer.status_code, BOSS in answer.text) == (404, True)
    assert desk.site.bench.leaves("APPROVAL_ASKED") == []


def test_what_stays_of_a_list_is_said_once(desk):
    data = refer_document()["data"]
    data["addiction"]["topics"] = ["alcohol", "tobacco"]
    site = desk.site
    site.bench.a_consent(categories=["referral.core", "person.identity", "person.contact", "person.communication"])
    desk.opens(f"/neu/{site.bench.draft(data=data).code}/senden")
    assert desk.browser.text.count("Worum es geht") == 1


def test_what_a_place_of_this_kind_never_gets_is_said_before_the_person_is_asked():
    site = Site()
    line = document_of(PLACE)["service_lines"][0]
    line |= {"id": "a", "service": "medical-clarification", "profile": {}}
    line["schema"] = "urn:geleit:schema:medical-clarification:1"
    site.bench.enrol(document_of(PLACE, service_lines=[line]))
    desk = Desk(site, site.signed_in(KIM)).chosen(need="6")
    insured = {"/person/birth_date": "17.5.1990", "/questions": "hours", "/identifier/kind": "statutory"}
    insured |= {"/identifier/number": "A123456780", "/household/adults": None}
    answer = desk.sends(**TYPED | insured | {"do": "weiter"})
    assert (answer.status_code, "SENDER_STAYS_BEHIND" in answer.text) == (422, True)
    assert "Solche Angaben gehen nie an eine Stelle dieser Art." in desk.browser.text
    assert 'href="#/identifier/' in desk.browser.shown
    assert "A123456780" in desk.browser.shown
    with site.bench.store.reading() as tx:
        assert tx.referrals.page(states=(), after="", limit=9) == ()


def test_a_step_of_the_plan_stays_with_what_is_typed(desk):
    desk.opens("/neu")
    desk.sends("/neu", reference="JC-0042", step="1")
    which = desk.where.split("/")[2]
    desk.opens(f"{desk.where}?bedarf=1")
    desk.sends(place=f"{PLACE} a")
    desk.sends(**TYPED | {"do": "spaeter"})
    assert open_sheet(which, by=claim(KIM), hub=desk.site.hub).sheet.content["step"] == 1
