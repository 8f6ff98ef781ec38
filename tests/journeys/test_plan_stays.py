"""Nothing of a support plan leaves but what stands in the draft, and of that what the person agreed to."""

import json

from exchange.flows.plan.write import open_plan
from exchange.flows.sending.drafting.draft import draft
from tests.support.hubs import KIM, NEEDED, Bench, claim, encoded, refer_document

CANARY = "KANARIENVOGEL"
DAY = "2026-12-04"
DOCUMENT = {
    "needs": [f"{CANARY} eins"],
    "goals": [f"{CANARY} zwei"],
    "steps": [{"text": f"{CANARY} drei", "who": "together", "until": DAY, "goal": 1}],
    "follow_ups": [{"on": DAY, "way": "visit", "note": f"{CANARY} vier"}],
    "appointments": [
        {"at": f"{DAY}T10:00:00Z", "minutes": 60, "place": f"{CANARY} fünf", "accompanied_by": KIM, "step": 1}
    ],
}
AGREED = ["health.addiction", "free.text", *NEEDED]


def sent(categories, **data: object):
    """What the partner reads of a referral on a step of a plan, and all that the hub said beside it."""
    bench = Bench()
    bench.a_consent(categories=categories)
    plan = open_plan("P-1001", encoded(DOCUMENT), by=claim(KIM), hub=bench.hub)
    document = refer_document(step=1)
    document["data"] = {name: value for name, value in document["data"].items() if name != "plan"} | data
    written = draft(encoded(document), files=(), by=claim(KIM), hub=bench.hub)
    bench.release(written, leave_out=bench.beyond(written))
    bench.worker.once()
    voice = bench.voice(bench.now(written))
    voice.fetch()
    packet = voice.opened()
    shown = repr(packet) + json.dumps(bench.mail(), default=str)
    return packet, shown, plan


def test_a_referral_on_a_step_takes_no_word_of_the_plan_along_and_no_name_of_it():
    _, shown, plan = sent([*AGREED, "integration.plan"])
    assert CANARY not in shown
    assert plan.id not in shown


def test_what_is_written_into_the_draft_from_the_plan_goes_only_where_a_clause_says_so():
    own = {"plan": {"step": f"{CANARY} drei"}}
    without, shown, _ = sent(AGREED, **own)
    assert "plan" not in without.data
    assert CANARY not in shown
    agreed, _, _ = sent([*AGREED, "integration.plan"], **own)
    assert agreed.data["plan"] == own["plan"]
