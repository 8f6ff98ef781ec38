"""Who stands in for whom: a lead enters it, another confirms it, and one alone ends it."""

import pytest

from tests.support.hubs import BOSS, KIM, OPS, VERA
from tests.support.site import Site


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def lead(site):
    browser = site.signed_in(BOSS)
    browser.get("/vertretungen")
    return browser


def periods(site):
    with site.bench.store.reading() as tx:
        return {(one.owner, str(one.days[0]), str(one.days[1])) for one in tx.staff.stands_in(VERA)}


NEW = {"deputy": VERA, "for": BOSS, "first": "2026-12-01", "last": "2026-12-24"}


def test_those_who_stand_in_are_shown_with_their_days(lead):
    assert "vera vertritt kim vom 24. November 2026 bis" in lead.text


def test_one_is_entered_by_a_lead_and_counts_when_another_has_confirmed_it(site, lead):
    before = periods(site)
    assert lead.post("/vertretungen", **NEW).headers["location"] == "/vertretungen?getan=1"
    assert periods(site) == before
    other = site.signed_in(OPS)
    other.get("/bestaetigen")
    assert "vera: Vertretung für boss, bis 24. Dezember 2026" in other.text
    assert other.post("/bestaetigen", staff=VERA, subject=f"deputy:{BOSS}").status_code == 303
    assert periods(site) == before | {(BOSS, "2026-12-01", "2026-12-24")}


def test_days_may_be_typed_as_people_write_them(lead):
    assert lead.post("/vertretungen", **NEW | {"first": "1.12.2026", "last": "24.12.2026"}).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "status", "words"),
    [
        ({"first": "morgen"}, 400, "zum Beispiel 08.01.2027"),
        ({"first": "2026-12-24", "last": "2026-12-01"}, 400, "HUB_"),
        ({"first": "2026-01-01", "last": "2026-01-02"}, 400, "HUB_"),
        ({"deputy": KIM}, 400, "SENDER_NO_DEPUTY"),
        ({"for": VERA}, 400, "SENDER_NO_DEPUTY"),
        ({"for": "niemand"}, 404, "HUB_NOT_FOUND"),
        ({"deputy": ""}, 404, "HUB_NOT_FOUND"),
    ],
)
def test_what_does_not_fit_is_said_with_what_was_typed_still_there(site, lead, wrong, status, words):
    before = len(site.bench.leaves("STAFF_ENTERED"))
    answer = lead.post("/vertretungen", **NEW | wrong)
    assert (answer.status_code // 100, words.removesuffix("HUB_") in answer.text) == (status // 100, True)
    assert 'value="2026-12-24"' in answer.text or "last" in wrong or "first" in wrong
    assert len(site.bench.leaves("STAFF_ENTERED")) == before


def test_one_person_ends_it_and_access_is_gone_at_once(site, lead):
    code = site.case("under-review")
    deputy = site.signed_in(VERA)
    assert deputy.get(f"/vorgang/{code}").status_code == 200
    assert lead.post("/vertretungen/beenden", deputy=VERA, owner=KIM).headers["location"] == "/vertretungen?getan=2"
    assert deputy.get(f"/vorgang/{code}").status_code == 404
    lead.get("/vertretungen")
    assert "Gerade vertritt niemand." in lead.text


def test_what_does_not_run_cannot_be_ended(lead):
    assert lead.post("/vertretungen/beenden", deputy=VERA, owner=BOSS).status_code == 404
