"""Confirming page: what one of two entered about a colleague, and the other's yes; a code's half is shown once."""

from collections.abc import Sequence
from datetime import timedelta

from starlette.responses import Response

from exchange.core.calendar import BERLIN
from exchange.core.staff.change import WITH_CODE, Change, ChangeKind
from exchange.core.text.dates import full
from exchange.flows.staff.authenticate import OPERATORS
from exchange.flows.staff.confirm import confirm, to_confirm
from exchange.flows.staff.roster import look_at_roster
from exchange.queries.accounts import names_of_staff
from exchange.web.foundation.page import Page
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import word

PATH = "/bestaetigen"


def pages() -> Sequence[Page]:
    """The page."""
    return (Page(path=PATH, roles=OPERATORS, fresh=True, get=_shows, post=_confirm, menu="team.confirm.menu"),)


def _shows(visit: Visit) -> Response:
    return _page(visit, done="", half="", staff="")


def _page(visit: Visit, *, done: str, half: str, staff: str) -> Response:
    waiting = [one for one in look_at_roster(by=visit.me.by, hub=visit.hub).waiting if not one.confirmed_by]
    names, mine = names_of_staff(hub=visit.hub), visit.me.staff.id
    shown = [(one, *_said(one, names.get(one.entered_by, one.entered_by), visit)) for one in waiting]
    return visit.show(
        "confirming.html",
        waiting=[row for row in shown if mine not in {row[0].entered_by, row[0].staff}],
        own=[row for row in shown if mine in {row[0].entered_by, row[0].staff}],
        done=done,
        half=half,
        staff=staff,
    )


def _said(one: Change, by: str, visit: Visit) -> tuple[str, str]:
    """What it is about, and who entered it until when it counts."""
    kind = word("staff-changes", one.kind.value, visit.language)
    day = full(one.until.astimezone(BERLIN).date(), visit.language)
    return f"{one.name}: {kind}{_more(one, visit)}", visit.say("team.confirm.by", name=by, day=day)


def _more(one: Change, visit: Visit) -> str:
    """The part that decides: the role of an account, the topic of a training, whose cases a deputy sees, until when."""
    if one.kind is ChangeKind.DEPUTY and one.valid_until:
        last = (one.valid_until - timedelta(microseconds=1)).astimezone(BERLIN).date()
        return visit.say("team.confirm.deputy", name=one.topic, day=full(last, visit.language))
    if one.topic:
        return f" – {word('training-topics', one.topic, visit.language)}"
    return f" – {visit.say(f'frame.role.{one.role.value}')}"


def _confirm(visit: Visit) -> Response:
    form = visit.form
    shown = to_confirm(form.one("staff"), subject=form.one("subject"), by=visit.me.by, hub=visit.hub)
    done = confirm(shown, by=visit.me.by, hub=visit.hub)
    if shown.kind in WITH_CODE:
        # Shown once and in no address; sent again, the form is refused, for it is confirmed by then.
        return _page(visit, done="code", half=done.half, staff=shown.staff)
    return visit.go(f"{PATH}?getan=1")
