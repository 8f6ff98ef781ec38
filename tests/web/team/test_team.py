"""The team's page: who has how many cases, whose wait, whose have nobody; and handing them over, all or none."""

from dataclasses import replace

import pytest

from exchange.core.vocabulary import Role
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, VERA
from tests.support.site import Site


@pytest.fixture
def site():
    return Site()


def owner_of(site, code):
    with site.bench.store.reading() as tx:
        return tx.referrals.get(tx.referrals.by_code(code)).owner


def gone(site, staff):
    with site.bench.store.transaction() as tx:
        tx.staff.add(replace(tx.staff.get(staff), active=False))


def shown(site, path="/team", staff=BOSS):
    browser = site.signed_in(staff)
    assert browser.get(path).status_code == 200
    return browser


def test_each_stands_there_with_how_many_cases_and_how_many_wait_since_when(site):
    site.case("under-review", "question", person="P-1")
    site.case("under-review", person="P-2")
    text = shown(site).text
    assert "Alle Fälle haben jemanden. Wartend im ganzen Team: 1." in text
    assert "kim Fallmanagement 2 offene Fälle, 1 wartet seit heute" in text
    assert "vera Vertretung 0 offene Fälle vertritt kim bis" in text
    # Nobody who may have no cases, and no person.
    assert not [word for word in ("dpo ", "ops ", "Erika", "P-1") if word in text.partition("Alle Fälle")[2]]


def test_where_nothing_waits_it_says_so(site):
    assert "Bei niemandem wartet etwas. Schön." in shown(site).text


def test_cases_of_who_left_come_first_and_are_named_as_such(site):
    site.case("under-review", person="P-1")
    gone(site, KIM)
    text = shown(site).text
    assert "Fälle ohne jemanden: 1. Bitte geben Sie sie weiter." in text
    assert text.index("nicht mehr da") < text.index("alex")


def test_a_training_that_runs_out_is_called_for_two_months_before(site):
    assert "Schulungen, die bald auslaufen" not in shown(site).text
    site.bench.clock.advance(days=4 * 365 - 50)
    site.people.clear()
    text = shown(site).text
    assert "Schulungen, die bald auslaufen" in text
    assert "kim: " in text.partition("bald auslaufen")[2]


@pytest.mark.parametrize("staff", [KIM, VERA, DPO, OPS])
@pytest.mark.parametrize("path", ["/team", f"/team/{KIM}", "/vertretungen"])
def test_nobody_but_a_lead_sees_it(site, staff, path):
    assert site.signed_in(staff).get(path).status_code == 403


def test_chosen_cases_go_to_a_colleague_and_the_others_stay(site):
    codes = [site.case("under-review", person=f"P-{number}") for number in range(3)]
    browser = shown(site, f"/team/{KIM}")
    assert browser.post(f"/team/{KIM}", case=codes[:2], to=ALEX).headers["location"] == f"/team/{KIM}?gegeben=2"
    assert [owner_of(site, code) for code in codes] == [ALEX, ALEX, KIM]
    assert "2 Fälle sind abgegeben." in shown(site, f"/team/{KIM}?gegeben=2").text
    assert [one["to"] for one in site.bench.leaves("CASE_ASSIGNED")] == [ALEX, ALEX]


def test_all_of_them_go_with_one_click(site):
    codes = [site.case("under-review", person=f"P-{number}") for number in range(3)]
    browser = shown(site, f"/team/{KIM}")
    assert browser.post(f"/team/{KIM}", which="alle", to=ALEX).status_code == 303
    assert {owner_of(site, code) for code in codes} == {ALEX}
    assert "Hier ist nichts offen." in shown(site, f"/team/{KIM}").text


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"to": ALEX}, 400, "mindestens ein Häkchen"),
        ({"to": "niemand", "which": "alle"}, 404, "HUB_NOT_FOUND"),
        ({"to": DPO, "which": "alle"}, 403, "SENDER_FORBIDDEN"),
        ({"to": "", "which": "alle"}, 404, "HUB_NOT_FOUND"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_handed_over(site, given, status, words):
    code = site.case("under-review", person="P-1")
    browser = shown(site, f"/team/{KIM}")
    answer = browser.post(f"/team/{KIM}", **given)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert owner_of(site, code) == KIM


def test_where_one_of_several_is_not_there_none_is_handed_over(site):
    code = site.case("under-review", person="P-1")
    browser = shown(site, f"/team/{KIM}")
    assert browser.post(f"/team/{KIM}", case=[code, "222-222"], to=ALEX).status_code == 404
    assert owner_of(site, code) == KIM


def test_after_five_minutes_the_passphrase_is_asked_for_again(site):
    code = site.case("under-review", person="P-1")
    browser = shown(site, f"/team/{KIM}")
    site.bench.clock.advance(minutes=6)
    assert "Ihre Passphrase" in shown(site, f"/team/{KIM}").text
    assert browser.post(f"/team/{KIM}", which="alle", to=ALEX).status_code == 403
    assert owner_of(site, code) == KIM


def test_somebody_who_is_not_there_has_no_page(site):
    assert site.signed_in(BOSS).get("/team/niemand").status_code == 404


def test_every_look_at_the_team_is_a_line_that_names_no_case(site):
    site.case("under-review", person="P-1")
    before = len(site.bench.leaves("STAFF_ACCESS"))
    shown(site, f"/team/{KIM}")
    lines = site.bench.leaves("STAFF_ACCESS")[before:]
    assert {(one["by"], one["what"]) for one in lines} == {(BOSS, "cases"), (BOSS, "team")}
    assert not [one for one in lines if "referral" in one]


def test_a_lead_who_is_none_any_more_is_refused(site):
    browser = shown(site)
    with site.bench.store.transaction() as tx:
        tx.staff.add(replace(tx.staff.get(BOSS), role=Role.CASEWORKER))
    assert browser.get("/team").status_code == 403
