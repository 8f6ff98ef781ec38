"""Step 5, sending: every check with what helps, what the place will see once more, and then exactly that is sent."""

from collections.abc import Mapping, Sequence

from starlette.responses import Response

from exchange.core.vocabulary import State
from exchange.flows.sending.approving.ask import ask_approval, who_may_approve
from exchange.flows.sending.approving.preview import CheckKind, PacketPreview, ReleaseCheck, preview_packet
from exchange.flows.sending.release import release_and_send
from exchange.flows.staff.access import look
from exchange.queries.accounts import names_of_staff
from exchange.queries.directory import names_of
from exchange.queries.referrals import View, view
from exchange.web.caseworker.case import code_of
from exchange.web.foundation.page import CASEWORK, Page
from exchange.web.foundation.told import told
from exchange.web.foundation.visit import Visit
from exchange.web.sending.panel import sees, stays
from exchange.web.sending.steps import PATH, address, steps

DRAFTED = frozenset({State.DRAFT, State.AWAITING_CONSENT})
"""Until then a draft may be changed and sent."""

_OF_THE_FORM = frozenset({CheckKind.CONSENT, CheckKind.FORM, CheckKind.STAYS, CheckKind.WORDS})
"""What somebody can put right in the form."""


def pages() -> tuple[Page, ...]:
    """The page, and asking a second person from it."""
    return (
        Page(path=f"{PATH}/{{code}}/senden", roles=CASEWORK, fresh=True, get=_checks, post=_send),
        Page(path=f"{PATH}/{{code}}/bitten", roles=CASEWORK, post=_ask),
    )


def _checks(visit: Visit) -> Response:
    code = code_of(visit)
    found = view(look(code, what="draft", by=visit.me.by, hub=visit.hub), hub=visit.hub)
    if found.referral.state not in DRAFTED:
        return visit.go(f"/vorgang/{code}")
    shown = preview_packet(code, by=visit.me.by, hub=visit.hub)
    if shown.is_proposed:
        return visit.go(address(code, "einwilligung"))
    service, partner = found.referral.service.value, found.referral.partner
    second = any(one.kind is CheckKind.SECOND and one.refused for one in shown.checks)
    able = who_may_approve(code, by=visit.me.by, hub=visit.hub) if second else ()
    return visit.show(
        "sending_send.html",
        steps=steps(visit, now="senden", done=()),
        code=code,
        partner=names_of([partner], hub=visit.hub).get(partner, partner),
        checks=_rows(shown, visit),
        goes=shown.goes,
        second=second,
        able=[(one.id, one.name) for one in able],
        asked=_asked(found, visit),
        sees=sees(shown.items, found.draft.data if found.draft else {}, service=service, visit=visit),
        stays=stays(shown.items, service=service, visit=visit),
        digest=shown.digest,
    )


def _asked(found: View, visit: Visit) -> str:
    """Who is asked for the second look, by name; empty if nobody is."""
    asked = found.draft.asked if found.draft else None
    return names_of_staff(hub=visit.hub).get(asked.of, asked.of) if asked else ""


def _ask(visit: Visit) -> Response:
    code = code_of(visit)
    ask_approval(code, of=visit.form.one("of"), by=visit.me.by, hub=visit.hub)
    return visit.go(address(code, "senden"))


def _rows(shown: PacketPreview, visit: Visit) -> Sequence[Mapping[str, object]]:
    """Every check by its name: passed, or what is the matter and what helps."""
    return [
        {
            "name": visit.say(f"sending.check.{one.kind}"),
            "changes": bool(one.refused) and one.kind in _OF_THE_FORM,
            **_said(one, visit),
        }
        for one in shown.checks
    ]


def _said(check: ReleaseCheck, visit: Visit) -> Mapping[str, str]:
    if check.refused is None:
        return {"what": "", "do": ""}
    if check.kind is CheckKind.SECOND:
        # Whom to ask stands below.
        return {"what": visit.say("sending.needs_second"), "do": ""}
    said = told(check.refused, language=visit.language)
    return {"what": said.what, "do": said.do}


def _send(visit: Visit) -> Response:
    code = code_of(visit)
    found = view(look(code, what="draft", by=visit.me.by, hub=visit.hub), hub=visit.hub)
    if found.referral.state in DRAFTED:
        # A second click finds it sent, and shows it.
        seen = visit.form.one("seen") or "none"
        release_and_send(code, by=visit.me.by, approve_by=None, seen=seen, hub=visit.hub)
    return visit.go(f"/vorgang/{code}")
