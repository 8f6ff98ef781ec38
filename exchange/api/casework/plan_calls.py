"""Plan operations: the calls of case-management systems that keep a person's support plan."""

from functools import partial

from exchange.api.calls.call import Body, Call, Words
from exchange.api.calls.on_behalf_of import SCOPE, CaseworkApi
from exchange.api.calls.terms import ACTS_FOR, ID, LIMIT, ONCE, given
from exchange.api.casework import persons, plans
from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.plan.change import PlanOpen, PlanUnfit
from exchange.core.referral.finding import FindingsUnconfirmed

PLAN = f"{persons.PATH}/{{id}}/plan"
_WRITING = (ForbiddenText, FindingsUnconfirmed, PlanUnfit)


def plan_calls(api: CaseworkApi, *, group: str) -> tuple[Call, ...]:
    """Look at a plan and at what is due, begin one, add to it, put it right, carry it on, close it."""
    look = partial(Call, group=group, scope=SCOPE, method="GET")
    return (
        look(
            path=plans.PATH,
            name="listDuePlans",
            words=Words(de="Pläne, um die sich heute jemand kümmert", en="Plans somebody has to see to today"),
            endpoint=plans.agenda(api),
            parameters=(LIMIT, ACTS_FOR),
            answers=(given("plan-agenda", de="Am längsten Wartende zuerst", en="The longest waiting first"),),
        ),
        look(
            path=PLAN,
            name="getPlan",
            words=Words(de="Was mit einer Person vereinbart ist", en="What was agreed with a person"),
            endpoint=plans.shown(api),
            parameters=(ID, ACTS_FOR),
            answers=(given("plan-view", de="Der neueste Plan zuletzt", en="The newest plan last"),),
        ),
        *_writing(api, group=group),
        *_carrying_on(api, group=group),
    )


def _writing(api: CaseworkApi, *, group: str) -> tuple[Call, ...]:
    write = partial(Call, group=group, scope=SCOPE, method="POST", parameters=(ID, ACTS_FOR, ONCE))
    return (
        write(
            path=PLAN,
            name="beginPlan",
            words=Words(de="Einen Plan mit einer Person beginnen", en="Begin a plan with a person"),
            endpoint=plans.begun(api),
            body=Body(schema="support-plan"),
            answers=(given("plan-kept", status=201, de="Begonnen", en="Begun"),),
            problems=(*_WRITING, PlanOpen),
        ),
        write(
            path=f"{PLAN}/entries",
            name="addToPlan",
            words=Words(de="Zu einem Plan hinzufügen", en="Add to a plan"),
            endpoint=plans.added(api),
            body=Body(schema="support-plan"),
            answers=(given("plan-kept", de="Hinzugefügt", en="Added"),),
            problems=_WRITING,
        ),
        write(
            path=f"{PLAN}/correction",
            name="correctPlan",
            words=Words(de="Einen Eintrag berichtigen", en="Put an entry right"),
            endpoint=plans.corrected(api),
            body=Body(schema="plan-correction"),
            answers=(given("plan-kept", de="Berichtigt", en="Put right"),),
            problems=_WRITING,
        ),
    )


def _carrying_on(api: CaseworkApi, *, group: str) -> tuple[Call, ...]:
    carry = partial(Call, group=group, scope=SCOPE, method="POST", parameters=(ID, ACTS_FOR, ONCE))
    return (
        carry(
            path=f"{PLAN}/done",
            name="finishInPlan",
            words=Words(de="Ein Schritt oder ein Kontakt ist erledigt", en="A step or a follow-up is done"),
            endpoint=plans.done(api),
            body=Body(schema="plan-done"),
            answers=(given("plan-kept", de="Erledigt", en="Done"),),
            problems=(PlanUnfit,),
        ),
        carry(
            path=f"{PLAN}/review",
            name="reviewPlan",
            words=Words(de="Der Plan wurde heute gemeinsam besprochen", en="The plan was looked over together today"),
            endpoint=plans.reviewed(api),
            answers=(given("plan-kept", de="In sechs Monaten wieder", en="Again in six months"),),
        ),
        carry(
            path=f"{PLAN}/closing",
            name="closePlan",
            words=Words(de="Einen Plan schließen; er bleibt lesbar", en="Close a plan; it stays to be read"),
            endpoint=plans.closed(api),
            body=Body(schema="plan-closing"),
            answers=(given("plan-kept", de="Geschlossen", en="Closed"),),
        ),
    )
