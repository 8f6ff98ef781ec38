"""Team page: who has how many cases, how many wait, whose training runs out, who stands in; cases are handed over."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from exchange.core.calendar import BERLIN
from exchange.core.errors import Malformed
from exchange.core.said import Said
from exchange.core.text.dates import full, since
from exchange.flows.casework.assign import LEADERS, assign_all, assign_some
from exchange.flows.casework.team import Caseload, look_at_cases_of, look_at_team
from exchange.flows.staff.roster import Member, look_at_roster
from exchange.queries.cases import case_rows
from exchange.web.foundation.page import Page
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import word

PATH = "/team"
SOON = timedelta(days=60)
_MOST, _EVERY = 100, "alle"
_NONE_CHOSEN = Said("mindestens ein Häkchen, oder „Alle abgeben“", "at least one tick, or “Hand over all”")


def pages() -> Sequence[Page]:
    """The team, and the cases of one of it."""
    return (
        Page(path=PATH, roles=LEADERS, get=_team, menu="team.menu"),
        Page(path=f"{PATH}/{{staff}}", roles=LEADERS, fresh=True, get=_cases, post=_hand_over),
    )


def _team(visit: Visit) -> Response:
    loads = look_at_team(by=visit.me.by, hub=visit.hub)
    members = {one.id: one for one in look_at_roster(by=visit.me.by, hub=visit.hub).members}
    names = {one.id: one.name for one in members.values()}
    return visit.show(
        "team.html",
        rows=[_row(one, members.get(one.staff), names, visit) for one in loads],
        left=sum(one.open for one in loads if not one.may_own),
        late=sum(one.waiting for one in loads),
        ends=[line for one in members.values() for line in _endings(one, visit)],
    )


def _row(load: Caseload, member: Member | None, names: Mapping[str, str], visit: Visit) -> Mapping[str, Any]:
    today, language = visit.now.date(), visit.language
    oldest = load.oldest.astimezone(BERLIN).date() if load.oldest else None
    standing = [
        visit.say("team.stands_in", name=names.get(one.owner, one.owner), until=full(one.days[1], language))
        for one in _deputy(member)
    ]
    return {
        "staff": load.staff,
        "name": load.name,
        "role": visit.say(f"frame.role.{member.role.value}") if member else "",
        "open": visit.say("team.open.one" if load.open == 1 else "team.open", count=load.open),
        "any": bool(load.open),
        "gone": not load.may_own,
        "waiting": visit.say("team.waiting", count=load.waiting) if load.waiting else "",
        "since": since(oldest, today=today, language=language),
        "standing": standing,
    }


def _deputy(member: Member | None) -> Sequence[Any]:
    return member.deputy_for if member else ()


def _endings(member: Member, visit: Visit) -> Sequence[str]:
    """The trainings of somebody that run out soon, as sentences."""
    soon = visit.hub.clock.now() + SOON
    return [
        visit.say(
            "team.training_ends",
            name=member.name,
            topic=word("training-topics", one.topic, visit.language),
            day=full((one.valid_until - timedelta(microseconds=1)).astimezone(BERLIN).date(), visit.language),
        )
        for one in member.trainings
        if one.valid_until <= soon
    ]


def _cases(visit: Visit) -> Response:
    member, found = look_at_cases_of(visit.param("staff"), limit=_MOST, by=visit.me.by, hub=visit.hub)
    others = [one for one in look_at_team(by=visit.me.by, hub=visit.hub) if one.may_own and one.staff != member.id]
    given = visit.request.query_params.get("gegeben", "")
    return visit.show(
        "team_cases.html",
        staff=member.id,
        name=member.name,
        rows=[
            (one, since(one.since, today=visit.now.date(), language=visit.language))
            for one in case_rows(found, hub=visit.hub, language=visit.language)
        ],
        more=len(found) == _MOST,
        others=[(one.staff, one.name) for one in others],
        given=given if given.isdecimal() else "",
    )


def _hand_over(visit: Visit) -> Response:
    left, to = visit.param("staff"), visit.form.one("to")
    if visit.form.one("which") == _EVERY:
        done = len(assign_all(left, to=to, by=visit.me.by, hub=visit.hub))
    else:
        chosen = list(dict.fromkeys(visit.form.every("case")))
        if not chosen:
            raise Malformed(pointer="/case").saying(form=_NONE_CHOSEN)
        done = len(assign_some(chosen, to=to, by=visit.me.by, hub=visit.hub))
    return visit.go(f"{PATH}/{left}?gegeben={done}")
