"""Out-of-band report: what a partner said by telephone or letter, written down as the partner's own step."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from exchange.core.errors import Refusal, SchemaInvalid
from exchange.core.events.event import STATES
from exchange.core.referral.referral import Referral
from exchange.core.referral.state_machine import Transition
from exchange.core.said import Said, one_of
from exchange.core.verdict import Refused
from exchange.core.vocabulary import TERMINAL
from exchange.flows.documents import check_text, unfit
from exchange.flows.events.permission import feedback_permission
from exchange.flows.events.requested_step import QUESTION, problems_of, said, step_of
from exchange.flows.referral.stop import take_back
from exchange.flows.referral.transition import move_to_external, take_transition
from exchange.flows.referral.worklist import note_refusal
from exchange.flows.refusals import withheld
from exchange.flows.staff.access import assigned
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub

_NEAR = Said("ein Termin höchstens drei Jahre voraus", "an appointment at most three years ahead")


class StepUnknown(Refusal):
    """There is no step of a partner of this name."""

    code = "SENDER_STEP_UNKNOWN"
    de = "Einen Schritt der Stelle mit diesem Namen gibt es nicht."
    fix_de = "Bitte nehmen Sie eines der genannten Wörter."
    fix_en = "Use one of the words listed."


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerReport:
    """What was reported: the name and members of the event the partner's machine would have sent (schema `event`).

    `channel` is `telephone` or `letter`; `said_by` may be a function instead of a name, such as "Empfang".
    """

    event: str
    channel: str
    said_by: str
    said_at: datetime
    members: Mapping[str, Any] = field(default_factory=dict)


def record_reported(referral_id: str, *, report: PartnerReport, by: Principal, hub: Hub) -> Referral:
    """Take the partner's step for it: same states, same guards, same deadlines, counted from now (domain section 6).

    The person's consent to what comes back holds for a telephone as it does for a machine.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        StepUnknown: that is no step of a partner; `allowed` names those there are.
        SchemaInvalid: that is not its form; `pointer` names the place.
        ForbiddenText: who said it holds a number or a diagnosis.
        NotCovered: the person does not let this partner tell it; nothing is written.
        IllegalStep: the partner may not take this step now, or what it needs is missing; `allowed` names what is legal.
        WrongPassphrase, Forbidden: the caseworker is not proven.
    """
    at = hub.clock.now()
    known = authenticate(by, hub=hub)
    transition = _move(report, at=at)
    check_text({"/said_by": report.said_by})
    with hub.store.shared() as tx:
        writer = authorize(known, tx=tx, roles=SENDERS)
        referral = assigned(tx, referral_id, to=writer, at=at)
        permission = feedback_permission(tx, referral, hub=hub, at=at)
        covered = permission.covers(report.event, said(report.event, report.members))
        if isinstance(covered, Refused):
            raise withheld(covered)
        moved = take_transition(tx, referral, transition, hub=hub, who=writer.id, known={"askable": permission.askable})
        if moved.state in TERMINAL:
            # What is still on its way has no purpose any more; the partner itself ended it, so it hears nothing.
            return note_refusal(tx, take_back(tx, moved, hub=hub, at=at), hub=hub, at=at)
        return move_to_external(tx, moved, hub=hub, at=at)


def _move(report: PartnerReport, *, at: datetime) -> Transition:
    known = (*sorted(map(str, STATES)), QUESTION)
    if report.event not in known:
        form = one_of(known, typed=report.event)
        raise StepUnknown(report.event, allowed=known).saying(where=report.event, form=form)
    for problem in problems_of(report.event, report.members):
        raise unfit(problem)
    transition = step_of(report.event, report.members, at=at)
    if isinstance(transition, Refused):
        raise SchemaInvalid(transition.reason, pointer=transition.pointer).saying(form=_NEAR)
    words = str(report.members.get("text", ""))
    return replace(transition, channel=report.channel, said_by=report.said_by, said_at=report.said_at, words=words)
