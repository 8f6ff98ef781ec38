"""Four-eyes pages: what waits for a second person, what they have to see, and their yes, in their own session."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from starlette.responses import Response

from exchange.core.calendar import BERLIN
from exchange.core.consent.consent import Consent
from exchange.core.errors import StaleVersion
from exchange.core.packet.preview import Item
from exchange.core.referral.referral import Referral
from exchange.core.text.dates import full, since
from exchange.core.text.explained import reason_of
from exchange.core.vocabulary import State
from exchange.flows.sending.approving.approve import ToApprove, approve, to_approve
from exchange.flows.sending.approving.give_back import give_back
from exchange.flows.staff.access import look_through
from exchange.queries.accounts import names_of_staff
from exchange.queries.directory import names_of
from exchange.queries.referrals import waiting_drafts
from exchange.web.caseworker.case import code_of
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.values import shown_value, value_at
from exchange.web.foundation.visit import Visit
from exchange.web.foundation.wording import catalogue, word
from schemas.titles import title_of

PATH = "/zustimmen"
_WAITING = (State.DRAFT, State.AWAITING_CONSENT)
_MOST = 100
_DONE, _BACK = ("1", "2"), "back"


def pages() -> tuple[Page, ...]:
    """The list, and what one of them is about."""
    return (
        Page(path=PATH, roles=CASEWORK, get=_list, menu="approve.menu"),
        Page(path=f"{PATH}/{{code}}", roles=CASEWORK, fresh=True, get=_ask, post=_approve),
    )


def _list(visit: Visit) -> Response:
    found = look_through(states=_WAITING, after="", limit=_MOST, by=visit.me.by, hub=visit.hub)
    waiting = [one for one in found if not one.approved_by and (one.consent or one.power)]
    drafts = waiting_drafts((one.id for one in waiting), hub=visit.hub)
    own = [one for one in waiting if visit.me.staff.id in {one.created_by, one.owner}]
    others = [one for one in waiting if one not in own and one.id in drafts and not drafts[one.id].given_back]
    asked = {one.id: given for one in others if (given := drafts[one.id].asked) and given.of == visit.me.staff.id}
    others.sort(key=lambda one: one.id not in asked)
    partners = names_of((one.partner for one in waiting), hub=visit.hub)
    staff = names_of_staff(hub=visit.hub)
    return visit.show(
        "approvals.html",
        waiting=[
            {**_row(one, partners, staff, visit), "asks": staff.get(asked[one.id].by, "") if one.id in asked else ""}
            for one in others
        ],
        own=[_row(one, partners, staff, visit) for one in own],
        done=visit.request.query_params.get("getan", "") if visit.request.query_params.get("getan") in _DONE else "",
    )


def _row(one: Referral, partners: Mapping[str, str], staff: Mapping[str, str], visit: Visit) -> Mapping[str, str]:
    today, begun = visit.now.date(), one.state_since.astimezone(BERLIN).date()
    return {
        "code": one.code or "",
        "writer": staff.get(one.created_by, one.created_by),
        "partner": partners.get(one.partner, one.partner),
        "time": since(begun, today=today, language=visit.language),
    }


def _ask(visit: Visit) -> Response:
    what = to_approve(code_of(visit), by=visit.me.by, hub=visit.hub)
    referral = what.referral
    partner = names_of([referral.partner], hub=visit.hub).get(referral.partner, referral.partner)
    return visit.show(
        "approval.html",
        code=referral.code,
        partner=partner,
        writer=names_of_staff(hub=visit.hub).get(referral.created_by, referral.created_by),
        begun=f"{referral.created_at.astimezone(BERLIN):%d.%m.%Y, %H:%M}",
        reason=what.draft.reason,
        justification=what.draft.justification,
        leaves=_together((_name(one, what, visit), _value(one, what, visit)) for one in what.preview.leaves),
        stays=_once(what.preview.stays, what, visit),
        stops=_once(what.preview.stops, what, visit),
        basis=_basis(what.consent, visit),
        sensitive=_sensitive(what.preview.leaves, visit),
        seen=what.seen,
    )


def _together(rows: Iterable[tuple[str, str]]) -> Sequence[tuple[str, str]]:
    """Values that follow each other under one name, in one row: the items of a list."""
    grouped = groupby(rows, key=itemgetter(0))
    return [(name, ", ".join(value for _, value in same)) for name, same in grouped]


def _once(items: Iterable[Item], what: ToApprove, visit: Visit) -> Sequence[tuple[str, str]]:
    """What stays or stops and why, said once of all items of a list."""
    return list(dict.fromkeys((_name(one, what, visit), _why(one.reason, visit)) for one in items))


def _approve(visit: Visit) -> Response:
    code = code_of(visit)
    what = to_approve(code, by=visit.me.by, hub=visit.hub)
    if visit.form.one("writes") != str(what.seen):
        raise StaleVersion(code)
    if visit.form.one("act") == _BACK:
        give_back(what, visit.form.one("word"), by=visit.me.by, hub=visit.hub)
        return visit.go(f"{PATH}?getan=2")
    approve(what, by=visit.me.by, hub=visit.hub)
    return visit.go(f"{PATH}?getan=1")


def _name(one: Item, what: ToApprove, visit: Visit) -> str:
    """What a place of the form is called; a file by its own name."""
    if one.file:
        return one.name
    titled = title_of(what.referral.service, one.pointer)
    return titled.de if visit.language == "de" else titled.en


def _value(one: Item, what: ToApprove, visit: Visit) -> str:
    if one.file:
        return visit.say("approve.file")
    titled = title_of(what.referral.service, one.pointer)
    return shown_value(value_at(what.draft.data, one.pointer), titled, visit.language)


def _why(reason: str, visit: Visit) -> str:
    key = f"approve.stays.{reason}"
    if key in catalogue():
        return visit.say(key)
    return str(getattr(reason_of(reason), visit.language)) or reason


def _basis(consent: Consent | None, visit: Visit) -> str:
    if consent is None or not consent.clauses:
        return visit.say("approve.power")
    ends = max(one.valid_until for one in consent.clauses).astimezone(BERLIN).date()
    form = word("forms", consent.form.value, visit.language)
    level = visit.say(f"case.level.{consent.feedback_level}")
    return visit.say("approve.basis", form=form, level=level, day=full(ends, visit.language))


def _sensitive(leaves: Sequence[Item], visit: Visit) -> Sequence[str]:
    """The categories of health and safety among what leaves: why two people look."""
    found = {code for one in leaves for code in one.categories if code.startswith(("health.", "safety", "free."))}
    return [word("categories", code, visit.language) for code in sorted(found)]
