"""A draft is changed on the page until it is sent: what stands in it is there, and what has no field stays."""

import pytest

from exchange.core.vocabulary import State
from exchange.flows.sending.approving.approve import to_approve
from exchange.flows.sending.approving.give_back import give_back
from tests.flows.packet.test_sealed import LOOKED
from tests.partner.sealed.making import a_part
from tests.support.hubs import BOSS, KIM, claim, refer_document
from tests.support.site import Site
from tests.web.sending.conftest import TYPED, Desk, fields_of
from tests.web.sending.test_send import ANSWER, PDF, when


def draft_of(desk, code):
    with desk.site.bench.store.reading() as tx:
        return tx.referrals.draft(tx.referrals.by_code(code))


def typed_again(**changes: object):
    return {name: value for name, value in TYPED.items() if name.startswith("/")} | changes


def test_what_stands_in_the_draft_is_there_and_what_was_changed_is_sent(desk):
    code = desk.asked()
    desk.opens(f"/neu/{code}/aendern")
    assert 'value="Erika"' in desk.browser.shown
    assert "Genau das sieht Beratungsstelle Lindenhof" in desk.browser.text
    desk.sends(**typed_again(**{"/person/given_name": "Eva (erfunden)"}))
    assert desk.where == f"/neu/{code}/einwilligung"
    desk.opens(f"{desk.where}?stufe=2")
    desk.sends_file(PDF, **ANSWER | when(desk))
    assert "Vorname Eva (erfunden)" in desk.browser.text
    assert draft_of(desk, code).data["person"] == {"given_name": "Eva (erfunden)"}


def test_saved_as_it_was_it_is_as_it_was():
    desk = Desk(site := Site(), site.signed_in(KIM))
    code = site.case(drafted=True)
    before = draft_of(desk, code)
    desk.opens(f"/neu/{code}/aendern")
    fields = fields_of(desk.browser.shown)
    desk.sends(**fields)
    after = draft_of(desk, code)
    assert after.data == before.data


def test_in_two_windows_the_second_is_told_and_keeps_what_it_typed(desk):
    code = desk.asked()
    desk.opens(f"/neu/{code}/aendern")
    page = desk.browser.shown
    desk.sends(**typed_again())
    desk.browser.shown = page
    answer = desk.sends(f"/neu/{code}/aendern", **typed_again(**{"/person/given_name": "Anders (erfunden)"}))
    assert (answer.status_code, "HUB_STALE_VERSION" in answer.text) == (412, True)
    assert "Anders (erfunden)" in answer.text
    assert draft_of(desk, code).data["person"] == {"given_name": "Erika"}


def test_what_does_not_fit_is_said_beside_its_field(desk):
    code = desk.asked()
    desk.opens(f"/neu/{code}/aendern")
    answer = desk.sends(**typed_again(**{"/referral/aim": ""}))
    assert (answer.status_code, 'href="#/referral/aim"' in answer.text) == (422, True)
    assert draft_of(desk, code).data["referral"]["aim"] == "Schulden ordnen."


def test_what_a_second_person_gave_back_is_changed_and_looked_at_anew():
    desk = Desk(site := Site(), site.signed_in(KIM))
    code = site.case(drafted=True)
    given_back = to_approve(code, by=claim(BOSS), hub=site.hub)
    give_back(given_back, "Bitte kürzer.", by=claim(BOSS), hub=site.hub)
    desk.opens(f"/neu/{code}/aendern")
    desk.sends(**fields_of(desk.browser.shown))
    assert draft_of(desk, code).given_back is None


def test_what_is_sent_is_changed_there_no_more():
    desk = Desk(site := Site(), site.signed_in(KIM))
    code = site.case()
    desk.opens(f"/neu/{code}/aendern")
    assert (desk.where, desk.referral(code).state) == (f"/vorgang/{code}", State.SENT)


@pytest.mark.parametrize("where", ["einwilligung", "senden"])
def test_a_draft_leads_there(desk, where):
    code = desk.asked()
    if where == "senden":
        desk.sends_file(PDF, **ANSWER | when(desk))
    desk.opens(f"/neu/{code}/{where}")
    assert f'href="/neu/{code}/aendern"' in desk.browser.shown


def test_what_somebody_else_sealed_or_said_stays_as_it_was():
    desk = Desk(site := Site(), site.signed_in(KIM))
    said = refer_document()["sources"] | {"/note": "professional:https://praxis.example"}
    code = site.bench.draft(data={"sealed": [a_part()]}, confirmed=LOOKED, sources=said).code
    before = draft_of(desk, code)
    desk.opens(f"/neu/{code}/aendern")
    desk.sends(**fields_of(desk.browser.shown))
    assert desk.where == f"/neu/{code}/einwilligung"
    after = draft_of(desk, code)
    assert (after.data["sealed"], after.sources["/note"]) == (
        before.data["sealed"],
        "professional:https://praxis.example",
    )
