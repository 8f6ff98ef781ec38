"""Case-management systems keep a support plan: begun, added to, put right, carried on, shown to whose person it is."""

import json

import pytest

from exchange.core.said import Said
from exchange.core.text.remote import names_command
from tests.support.casework import path
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, VERA
from tests.support.office import code

PERSONS, PLANS = "/api/v1/persons", "/api/v1/plans"
NOBODY = "018f0000-0000-7000-8000-000000000009"
NEED = "Ein fester Tag in der Woche (erfunden)."
STEP = {"text": "Zusammen anrufen (erfunden)", "who": "together", "until": "2027-01-31", "goal": 1}
WHOLE = {
    "needs": [NEED],
    "goals": ["Wieder eine Ausbildung (erfunden)"],
    "steps": [STEP],
    "follow_ups": [{"on": "2027-01-15", "way": "telephone"}],
    "appointments": [{"at": "2027-01-12T09:00:00Z", "minutes": 60, "place": "Weg 1 (erfunden)", "accompanied_by": KIM}],
}
EACH_ONCE = dict.fromkeys(("needs", "goals", "steps", "follow_ups", "appointments"), 1)
CHANGES = {
    "": {"needs": [NEED]},
    "/entries": {"goals": ["Anrufen (erfunden)"]},
    "/done": {"step": 1},
    "/review": None,
    "/correction": {"entry": "step", "number": 1, "text": "Bald anrufen (erfunden)"},
    "/closing": {"why": "moved"},
}


@pytest.fixture
def place(cases):
    """Where the plan of somebody of KIM's lies."""
    return f"{PERSONS}/{cases.office.bench.a_consent().person}/plan"


@pytest.fixture
def begun(cases, place):
    """The same, once there is one."""
    assert cases.post(place, WHOLE).status_code == 201
    return place


def test_a_plan_is_begun_and_shown_and_the_answer_that_is_kept_holds_no_word_of_it(cases, place):
    made = cases.post(place, WHOLE, key='"einmal"')
    assert (made.status_code, made.json()["counts"], made.json()["open"]) == (201, EACH_ONCE, True)
    assert NEED not in made.text
    assert cases.post(place, WHOLE, key='"einmal"').content == made.content
    shown = cases.get(place).json()
    (plan,) = shown["plans"]
    assert (plan["plan"], plan["needs"], plan["owner"]) == (made.json()["plan"], [NEED], KIM)
    assert plan["steps"] == [{"number": 1, **STEP}]
    assert plan["appointments"][0]["accompanied_by"] == KIM
    assert "closed_at" not in plan
    assert [one["what"] for one in cases.office.bench.leaves("STAFF_ACCESS")][-1] == "plan"


def test_a_plan_is_carried_on_and_closed(cases, begun):
    more = cases.post(f"{begun}/entries", {"goals": ["Umziehen (erfunden)"]}).json()
    assert more["counts"] == EACH_ONCE | {"goals": 2}
    assert cases.post(f"{begun}/done", {"step": 1}).status_code == 200
    assert cases.post(f"{begun}/done", {"follow_up": 1}).status_code == 200
    assert cases.post(f"{begun}/review").status_code == 200
    (plan,) = cases.get(begun).json()["plans"]
    assert {"done_on"} <= set(plan["steps"][0]) & set(plan["follow_ups"][0])
    assert cases.post(f"{begun}/closing", {"why": "reached"}).json()["open"] is False
    (plan,) = cases.get(begun).json()["plans"]
    assert (plan["closing"], "closed_at" in plan, plan["next"]) == ("reached", True, [])


def test_an_entry_is_put_right_and_what_stood_there_stays(cases, begun):
    said = {"entry": "step", "number": 1, "text": "Bald anrufen (erfunden)", "on": "2027-02-28"}
    assert cases.post(f"{begun}/correction", said).status_code == 200
    moved = {"entry": "appointment", "number": 1, "at": "2027-01-13T09:00:00Z"}
    assert cases.post(f"{begun}/correction", moved).status_code == 200
    (plan,) = cases.get(begun).json()["plans"]
    assert (plan["steps"][0]["text"], plan["steps"][0]["until"]) == (said["text"], "2027-02-28")
    assert plan["appointments"][0]["at"].startswith("2027-01-13T09:00")
    assert STEP["text"] in plan["corrections"][0]["before"]


def test_what_a_detector_guesses_goes_in_once_a_person_has_looked(cases, begun):
    said = {"entry": "need", "number": 1, "text": "Ruhe für ihre Mutter (erfunden)."}
    asked = cases.post(f"{begun}/correction", said)
    assert code(asked) == (422, "SENDER_FINDINGS_UNCONFIRMED")
    assert cases.post(f"{begun}/correction", said | {"confirmed": asked.json()["findings"]}).status_code == 200
    added = {"needs": ["Zeit mit ihrem Bruder (erfunden)."]}
    asked = cases.post(f"{begun}/entries", added)
    assert code(asked) == (422, "SENDER_FINDINGS_UNCONFIRMED")
    assert cases.post(f"{begun}/entries", added | {"confirmed": asked.json()["findings"]}).status_code == 200


def test_a_referral_stands_at_the_step_it_hangs_on(cases, begun):
    (plan,) = cases.get(begun).json()["plans"]
    assert "referrals" not in plan["steps"][0]
    made = cases.get(path(cases.create(step=1))).json()
    (plan,) = cases.get(begun).json()["plans"]
    assert plan["steps"][0]["referrals"] == [made["code"]]


@pytest.mark.usefixtures("begun")
def test_what_is_due_is_listed_without_a_word_of_the_plan(cases):
    assert cases.get(PLANS).json() == {"plans": []}
    cases.office.bench.clock.advance(days=70)
    later = cases.office.cases()
    (due,) = later.get(f"{PLANS}?limit=5").json()["plans"]
    assert (due["owner"], [one["item"] for one in due["due"]]) == (KIM, ["follow-up", "step"])
    assert NEED not in json.dumps(due)
    assert later.get(PLANS, On_Behalf_Of=ALEX).json() == {"plans": []}
    assert code(later.get(f"{PLANS}?limit=0")) == (400, "SENDER_MALFORMED")


@pytest.mark.parametrize("verb", CHANGES)
def test_whose_person_it_is_not_learns_of_no_plan(cases, begun, verb):
    before = cases.get(begun).json()
    for staff, there in ((ALEX, begun), (KIM, f"{PERSONS}/{NOBODY}/plan")):
        answer = cases.post(f"{there}{verb}", CHANGES[verb], staff=staff)
        assert (code(answer), NEED in answer.text) == ((404, "HUB_NOT_FOUND"), False)
        assert code(cases.get(there, On_Behalf_Of=staff)) == (404, "HUB_NOT_FOUND")
    assert cases.get(begun).json() == before


@pytest.mark.parametrize("who", [DPO, OPS])
def test_who_does_no_casework_keeps_and_sees_no_plan(cases, begun, who):
    assert code(cases.post(f"{begun}/review", staff=who)) == (403, "SENDER_FORBIDDEN")
    assert code(cases.get(begun, On_Behalf_Of=who)) == (403, "SENDER_FORBIDDEN")


@pytest.mark.parametrize("who", [VERA, BOSS])
def test_a_deputy_and_a_lead_keep_it_as_well(cases, begun, who):
    assert cases.post(f"{begun}/review", staff=who).status_code == 200


@pytest.mark.parametrize(
    ("verb", "document", "said"),
    [
        ("", WHOLE, "SENDER_PLAN_OPEN"),
        ("/entries", {"steps": [STEP | {"until": "2020-01-31"}]}, "SENDER_PLAN_UNFIT"),
        ("/entries", {"needs": ["Hat F32.1 (erfunden)."]}, "SENDER_FORBIDDEN_TEXT"),
        ("/done", {"step": 7}, "SENDER_PLAN_UNFIT"),
        ("/done", {"step": 1, "follow_up": 1}, "SENDER_SCHEMA_INVALID"),
        ("/done", {}, "SENDER_SCHEMA_INVALID"),
        ("/correction", {"entry": "goal", "number": 1}, "SENDER_PLAN_UNFIT"),
        ("/correction", {"entry": "wunsch", "number": 1, "text": "x"}, "SENDER_SCHEMA_INVALID"),
        ("/correction", {"entry": "goal", "number": 1, "text": "x", "on": "bald"}, "SENDER_SCHEMA_INVALID"),
        ("/closing", {"why": "weil"}, "SENDER_SCHEMA_INVALID"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do_here(cases, begun, verb, document, said):
    answer = cases.post(f"{begun}{verb}", document)
    assert code(answer)[1] == said
    assert not names_command(Said(answer.json()["detail"], ""))


def test_where_there_is_none_it_says_how_to_begin(cases, place):
    answer = cases.get(place, Accept_Language="en").json()
    assert (answer["code"], "POST /api/v1/persons/{id}/plan" in answer["detail"]) == ("HUB_NOT_FOUND", True)
    for answered in (cases.get(f"{PERSONS}/P-1/plan"), cases.post(f"{PERSONS}/P-1/plan", WHOLE)):
        assert code(answered) == (400, "SENDER_MALFORMED_ID")
