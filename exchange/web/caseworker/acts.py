"""Acts on a case: what the forms of its page do, each on the state that was seen, with a passphrase just typed."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from starlette.responses import Response

from exchange.core.errors import Malformed
from exchange.core.ids import show_instant
from exchange.core.said import Said
from exchange.core.vocabulary import State
from exchange.flows.casework import close
from exchange.flows.casework.cancel import Wish, cancel
from exchange.flows.consent.withdraw import withdraw
from exchange.flows.delivery.dead_letter import send_again
from exchange.flows.events.reported import PartnerReport, record_reported
from exchange.flows.referral.worklist import settle
from exchange.flows.sending.answer import answer
from exchange.flows.sending.update import update
from exchange.flows.staff.authenticate import SENDERS
from exchange.flows.staff.idempotency import as_seen
from exchange.ports.hub import Hub
from exchange.web.caseworker import possible as acts
from exchange.web.caseworker.case import code_of, show_case
from exchange.web.foundation.days import read_moment
from exchange.web.foundation.page import CASEWORK, SEEING, Page
from exchange.web.foundation.visit import Visit
from keys.strictjson import dumps

Act = Callable[[Visit, str, Hub], object]
_TELEPHONE = "telephone"
_ALL = "all"
_WEEKS = Said("eine ganze Zahl", "a whole number")


def pages() -> tuple[Page, ...]:
    """A page for each act: its address shows the case with this form open, and takes it."""
    everybody = {acts.SETTLE, acts.WITHDRAW}
    return tuple(
        Page(
            path=f"/vorgang/{{code}}/{name}",
            roles=SEEING if name in everybody else CASEWORK,
            fresh=True,
            get=partial(show_case, act=name),
            post=partial(_take, name, act),
        )
        for name, act in _ACTS.items()
    )


def _take(name: str, act: Act, visit: Visit) -> Response:
    code = code_of(visit)
    if name == acts.WITHDRAW or visit.me.staff.role not in SENDERS:
        # A withdrawal wins, whatever changed meanwhile; and who watches acts on no state.
        act(visit, code, visit.hub)
    else:
        as_seen(code, partial(act, visit, code), seen={_seen(visit)}, by=visit.me.by, hub=visit.hub)
    return visit.go(f"/vorgang/{code}?getan={name}")


def _seen(visit: Visit) -> int:
    writes = visit.form.one("writes")
    return int(writes) if writes.isdecimal() else 0


def _answer(visit: Visit, code: str, hub: Hub) -> object:
    return answer(code, dumps({"data": _data(visit)}), by=visit.me.by, hub=hub)


def _update(visit: Visit, code: str, hub: Hub) -> object:
    return update(code, dumps({"data": _data(visit)}), files=(), by=visit.me.by, approve_by=None, hub=hub)


def _data(visit: Visit) -> Mapping[str, Any]:
    """What is new: a text, and how the person can be reached, where that was filled in."""
    contact: dict[str, Any] = {name: value for name in ("phone", "email") if (value := visit.form.one(name).strip())}
    times = list(visit.form.every("times"))
    contact |= {"times": times} if times else {}
    note = visit.form.one("note").strip()
    return ({"note": note} if note else {}) | ({"contact": contact} if contact else {})


def _told(visit: Visit, code: str, hub: Hub) -> object:
    form, state = visit.form, visit.form.one("state")
    members = {name: value for name in ("reason", "outcome") if (value := form.one(name)) and state in _NEEDS[name]}
    given: dict[str, Any] = dict(members)
    if state == State.SCHEDULED:
        given["appointment"] = show_instant(read_moment(form.one("appointment"), field="appointment"))
    if state == State.WAITLISTED and form.one("weeks"):
        given["weeks"] = _number(form.one("weeks"))
    report = PartnerReport(
        event=state,
        channel=form.one("channel") or _TELEPHONE,
        said_by=form.one("said_by").strip(),
        said_at=hub.clock.now(),
        members=given,
    )
    return record_reported(code, report=report, by=visit.me.by, hub=hub)


_NEEDS: Mapping[str, frozenset[str]] = {
    "reason": frozenset({State.DECLINED, State.REDIRECTED, State.ON_HOLD, State.ENDED_EARLY}),
    "outcome": frozenset({State.COMPLETED}),
}


def _number(text: str) -> int:
    if not text.isdecimal():
        raise Malformed(pointer="/weeks").saying(form=_WEEKS)
    return int(text)


def _cancel(visit: Visit, code: str, hub: Hub) -> object:
    return cancel(code, wish=Wish(reason=visit.form.one("reason")), by=visit.me.by, approve_by=None, hub=hub)


def _end(visit: Visit, code: str, hub: Hub) -> object:
    to = visit.form.one("to")
    state = State.COMPLETED if to == State.COMPLETED else State.ENDED_EARLY
    reason = visit.form.one("reason") if state is State.ENDED_EARLY else ""
    return close.end(code, to=state, reason=reason, by=visit.me.by, hub=hub)


def _resume(visit: Visit, code: str, hub: Hub) -> object:
    return close.go_on(code, by=visit.me.by, hub=hub)


def _resend(visit: Visit, code: str, hub: Hub) -> object:
    return send_again(code, by=visit.me.by, hub=hub)


def _settle(visit: Visit, code: str, hub: Hub) -> object:
    return settle(code, by=visit.me.by, hub=hub)


def _withdraw(visit: Visit, code: str, hub: Hub) -> object:
    """The case names the consent it stands on; of all it allows, or of what it allows this partner alone."""
    recipient = visit.form.one("recipient")
    return withdraw(code, recipient=None if recipient == _ALL else recipient or None, by=visit.me.by, hub=hub)


_ACTS: Mapping[str, Act] = {
    acts.ANSWER: _answer,
    acts.UPDATE: _update,
    acts.TOLD: _told,
    acts.RESEND: _resend,
    acts.SETTLE: _settle,
    acts.CANCEL: _cancel,
    acts.RESUME: _resume,
    acts.END: _end,
    acts.WITHDRAW: _withdraw,
}
