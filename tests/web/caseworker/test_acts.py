"""What the forms of a case do, each on the state that was seen and with a passphrase just typed."""

import pytest

from exchange.core.vocabulary import State
from tests.support.hubs import ALEX, BOSS, CENTRE, DPO, KIM, PASSPHRASE

RIGHT = PASSPHRASE.decode()


def at(site, code):
    with site.bench.store.reading() as tx:
        return tx.referrals.get(tx.referrals.by_code(code))


def does(site, code, act, *, staff=KIM, **fields: object):
    browser = site.signed_in(staff)
    browser.get(f"/vorgang/{code}/{act}")
    return browser, browser.post(f"/vorgang/{code}/{act}", **fields)


def test_a_call_of_the_partner_is_its_own_step(site):
    code = site.case("under-review")
    said = {"state": "accepted", "channel": "telephone", "said_by": "Empfang"}
    browser, answer = does(site, code, "telefonat", **said)
    assert answer.headers["location"] == f"/vorgang/{code}?getan=telefonat"
    assert at(site, code).state is State.ACCEPTED
    browser.get(answer.headers["location"])
    assert "Das Telefonat ist eingetragen." in browser.text
    assert "Die Stelle hat zugesagt. Empfang sagte es am Telefon. (kim)" in browser.text


def test_a_call_names_an_appointment_by_the_clock_on_the_wall(site):
    code = site.case("under-review", "accepted")
    said = {"state": "scheduled", "channel": "telephone", "said_by": "Empfang", "appointment": "2026-12-08T09:30"}
    assert does(site, code, "telefonat", **said)[1].status_code == 303
    assert f"{at(site, code).appointment:%H:%M}" == "08:30"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"state": "declined"}, "SENDER_SCHEMA_INVALID"),
        ({"state": "no-such-step"}, "SENDER_STEP_UNKNOWN"),
        ({"state": "scheduled", "appointment": "morgen"}, "SENDER_MALFORMED"),
    ],
)
def test_what_is_no_step_is_refused_and_what_was_typed_is_still_there(site, fields, code):
    case = site.case("under-review", "accepted")
    _browser, answer = does(site, case, "telefonat", said_by="Frau Muster am Empfang", **fields)
    assert answer.status_code in {400, 409, 422}
    assert code in answer.text
    assert 'value="Frau Muster am Empfang"' in answer.text
    assert at(site, case).state is State.ACCEPTED


def test_a_question_is_answered(site):
    code = site.case("under-review", "question")
    given = {"note": "Ich kann vormittags gut.", "phone": "030 0000 0001", "times": ["morning", "noon"]}
    _, answer = does(site, code, "antworten", **given)
    if answer.status_code != 303:
        # What a second person has to look at first is said in words, and nothing was sent.
        assert "SENDER_FOUR_EYES" in answer.text
        assert "Ich kann vormittags gut." in answer.text
        assert at(site, code).state is State.CLARIFICATION_REQUESTED
    else:
        assert at(site, code).state is not State.CLARIFICATION_REQUESTED


def test_a_referral_is_taken_back_for_a_reason_of_the_list(site):
    code = site.case()
    assert does(site, code, "zuruecknehmen", reason="weil halt")[1].status_code in {409, 422}
    assert does(site, code, "zuruecknehmen", reason="person-request")[1].status_code == 303
    assert at(site, code).state is State.CANCELLED


def test_a_partner_asked_to_stop_may_go_on_after_all(site):
    code = site.case("under-review", "accepted")
    assert does(site, code, "zuruecknehmen", reason="need-ended")[1].status_code == 303
    assert at(site, code).state is State.CANCELLATION_REQUESTED
    assert does(site, code, "weiterfuehren")[1].status_code == 303
    assert at(site, code).state is State.ACCEPTED


def test_what_somebody_saw_to_is_taken_off_the_list(site):
    code = site.case("under-review", "accepted", "question")
    before = at(site, code).next_reason
    assert before == "question"
    assert does(site, code, "erledigt")[1].status_code == 303
    assert at(site, code).next_reason != before


def test_what_failed_goes_again_and_what_did_not_fail_does_not(site):
    code = site.case("unreadable")
    assert at(site, code).next_reason == "unreadable"
    answer = does(site, code, "noch-einmal-senden")[1]
    assert answer.status_code == 303 or "SENDER_FOUR_EYES" in answer.text
    other = site.case(person="P-1002")
    browser, answer = does(site, other, "noch-einmal-senden")
    assert ("Noch einmal senden" in browser.text, answer.status_code) == (False, 412)


@pytest.mark.parametrize("recipient", [CENTRE, "all"])
@pytest.mark.parametrize("staff", [KIM, DPO])
def test_a_withdrawal_stops_what_is_on_its_way(site, recipient, staff):
    code = site.case()
    browser, answer = does(site, code, "widerrufen", staff=staff, recipient=recipient)
    assert answer.status_code == 303
    assert at(site, code).state is State.CONSENT_WITHDRAWN
    browser.get(answer.headers["location"])
    assert "Widerrufen. Was noch nicht abgeholt war, ist gestoppt." in browser.text


def test_what_changed_since_it_was_seen_is_shown_before_anything_is_done(site):
    code = site.case("under-review", "accepted")
    browser = site.signed_in(KIM)
    browser.get(f"/vorgang/{code}/zuruecknehmen")
    mine = browser.shown
    does(site, code, "telefonat", staff=BOSS, state="in-service", channel="telephone", said_by="Empfang")
    browser.shown = mine
    answer = browser.post(f"/vorgang/{code}/zuruecknehmen", reason="other")
    assert (answer.status_code, "HUB_STALE_VERSION" in answer.text) == (412, True)
    assert "Die Unterstützung hat begonnen." in browser.text
    assert at(site, code).state is State.IN_SERVICE


def test_a_form_sent_twice_acts_once(site):
    code = site.case("under-review")
    browser = site.signed_in(KIM)
    browser.get(f"/vorgang/{code}/telefonat")
    mine, said = browser.shown, {"state": "accepted", "channel": "telephone", "said_by": "Empfang"}
    answers = []
    for _ in range(2):
        browser.shown = mine
        answers.append(browser.post(f"/vorgang/{code}/telefonat", **said).status_code)
    assert answers == [303, 412]


def test_after_five_minutes_the_own_passphrase_is_asked_for_in_the_form(site):
    code = site.case()
    browser = site.signed_in(KIM)
    site.bench.clock.advance(minutes=6)
    browser.get(f"/vorgang/{code}/zuruecknehmen")
    assert 'name="passphrase"' in browser.shown
    for given in (None, "falsch"):
        refused = browser.post(f"/vorgang/{code}/zuruecknehmen", reason="other", passphrase=given)
        assert refused.status_code == 403
        assert at(site, code).state is State.SENT
    done = browser.post(f"/vorgang/{code}/zuruecknehmen", reason="other", passphrase=RIGHT)
    assert (done.status_code, at(site, code).state) == (303, State.CANCELLED)
    other = site.case(person="P-1002")
    browser.get(f"/vorgang/{other}/zuruecknehmen")
    assert 'name="passphrase"' not in browser.shown


def test_nobody_acts_on_somebody_elses_case(site):
    code = site.case()
    own = site.signed_in(ALEX)
    own.get("/ich")
    answer = own.post(f"/vorgang/{code}/zuruecknehmen", reason="other", writes="1")
    assert (answer.status_code, at(site, code).state) == (404, State.SENT)
