"""Plan page: a person's support plan, found by one of their cases; begun, added to, looked over and closed here."""

from collections.abc import Sequence

from starlette.responses import Response

from exchange.core.errors import Malformed, NotFound
from exchange.core.plan.plan import FollowUpWay, PlanClosing, StepActor
from exchange.core.referral.finding import FindingsUnconfirmed
from exchange.flows.plan.carry_on import close_plan, finish_follow_up, finish_step, review_plan
from exchange.flows.plan.look import PlanView, look_at_plan
from exchange.flows.plan.write import add_to_plan, open_plan
from exchange.flows.staff.access import look
from exchange.flows.staff.authenticate import SENDERS
from exchange.queries.accounts import working
from exchange.queries.referrals import view
from exchange.web.caseworker.case import code_of
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import words
from exchange.web.plan.adding import document_of, shown_finding
from exchange.web.plan.shown import shown
from keys.strictjson import dumps

PATH = "/plan/{code}"
_DONE = {"neu", "erledigt", "besprochen", "geschlossen"}
_FINISH = {"step": finish_step, "follow-up": finish_follow_up}


def pages() -> Sequence[Page]:
    """The page and what can be done on it."""
    acts = {"neu": _add, "erledigt": _finish, "besprochen": _review, "schliessen": _close}
    forms = (Page(path=f"{PATH}/{name}", roles=CASEWORK, get=_shows, post=act) for name, act in acts.items())
    return (Page(path=PATH, roles=CASEWORK, get=_shows), *forms)


def _person(visit: Visit) -> str:
    """The id of the person whose case it is; that somebody looked for it is a line of its own."""
    return view(look(code_of(visit), what="plan", by=visit.me.by, hub=visit.hub), hub=visit.hub).referral.person


def _shows(visit: Visit) -> Response:
    found = _plans(visit)
    plans = [shown(one, found, visit) for one in reversed(found.plans)] if found else []
    done, refusal = visit.request.query_params.get("getan", ""), visit.refusal
    findings = refusal.findings if isinstance(refusal, FindingsUnconfirmed) else ()
    return visit.show(
        "plan.html",
        code=code_of(visit),
        reference=found.person.reference if found else "",
        plan=plans[0] if plans and plans[0]["open"] else None,
        closed=[one for one in plans if not one["open"]],
        actors=words("plan-actors", StepActor, visit.language),
        ways=words("plan-contacts", FollowUpWay, visit.language),
        reasons=words("plan-closings", PlanClosing, visit.language),
        staff=[(one.id, one.name) for one in working(SENDERS, hub=visit.hub)],
        # The form that was refused stands open, with what was typed in it.
        typed=visit.form.one("what") if refusal else "",
        findings=[(one.kind, shown_finding(one.kind, one.pointer)) for one in findings],
        done=done if done in _DONE else "",
    )


def _plans(visit: Visit) -> PlanView | None:
    person = _person(visit)
    try:
        return look_at_plan(person, by=visit.me.by, hub=visit.hub)
    except NotFound:
        # Whose case it is they see; that there is no plan yet is what the page is for.
        return None


def _add(visit: Visit) -> Response:
    person, document = _person(visit), dumps(document_of(visit.form))
    write = open_plan if visit.form.one("begin") else add_to_plan
    write(person, document, by=visit.me.by, hub=visit.hub)
    return _went(visit, "neu")


def _finish(visit: Visit) -> Response:
    finish, number = _FINISH.get(visit.form.one("what")), visit.form.one("number")
    if finish is None or not number.isdecimal():
        raise Malformed(pointer="/number")
    finish(_person(visit), int(number), by=visit.me.by, hub=visit.hub)
    return _went(visit, "erledigt")


def _review(visit: Visit) -> Response:
    review_plan(_person(visit), by=visit.me.by, hub=visit.hub)
    return _went(visit, "besprochen")


def _close(visit: Visit) -> Response:
    why = next((one for one in PlanClosing if one.value == visit.form.one("why")), None)
    if why is None:
        raise Malformed(pointer="/why")
    close_plan(_person(visit), why, by=visit.me.by, hub=visit.hub)
    return _went(visit, "geschlossen")


def _went(visit: Visit, done: str) -> Response:
    return visit.go(f"{PATH.replace('{code}', code_of(visit))}?getan={done}")
