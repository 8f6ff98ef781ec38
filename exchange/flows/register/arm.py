"""Arming and waiving rules: by a team lead and a second who stands, after the DPO's recorded advice."""

from dataclasses import dataclass
from datetime import date, timedelta

from exchange.core.compliance.arming import NotArmed, check_armable, check_decided
from exchange.core.compliance.fact import Fact, Written
from exchange.core.compliance.kind import REGISTERS, FactKind
from exchange.core.compliance.outcome import Result
from exchange.core.staff.founding import MAKERS
from exchange.flows.compliance.record_fact import Recorders, record_fact
from exchange.flows.compliance.review import Span, review, rule_named
from exchange.flows.documents import check_text
from exchange.flows.register.enter import enter_fact, senders_of
from exchange.flows.register.look import begin_review
from exchange.flows.staff.authenticate import (
    Credentials,
    InPerson,
    authenticate,
    authenticate_second,
    authorize,
    authorize_second,
)
from exchange.ports.hub import Hub
from keys.strictjson import dumps

LOOKED_BACK = timedelta(days=90)
_STOPPED = (Result.FAIL, Result.UNDECIDABLE)


@dataclass(frozen=True, slots=True)
class WouldStop:
    """How many exchanges of the last 90 days a rule would have stopped, and how many it looked at."""

    stopped: int
    looked_at: int


def look_ahead(rule: str, *, by: InPerson, hub: Hub) -> WouldStop:
    """Say what a rule would have stopped, had it been armed: what failed, and what it could not check.

    Raises:
        NotFound: there is no such rule. RuleAlwaysArmed, RuleNotArmable: nobody arms it.
        WrongPassphrase, StaffUnknown, Forbidden: who asks is not proven, or does not see all.
    """
    check_armable(rule_named(rule), senders=senders_of(hub))
    begin_review(by=by, hub=hub)
    (found,) = review(span=Span(since=hub.clock.now() - LOOKED_BACK), only=rule, hub=hub).rules
    counts = found.tally.counts
    return WouldStop(sum(counts.get(one, 0) for one in _STOPPED), sum(counts.values()))


def arm(rule: str, *, advised_on: date, by: InPerson, approve_by: Credentials | None, hub: Hub) -> Fact:
    """Let a rule stop what it cannot check, from now on; `advised_on` is the day of the DPO's advice.

    Raises:
        NotFound: there is no such rule. RuleAlwaysArmed, RuleNotArmable: nobody arms it.
        AdviceUnfit: that day is still to come.
        FourEyes, WrongPassphrase, Forbidden: as for every entry of this register.
    """
    check_armable(rule_named(rule), senders=senders_of(hub))
    document = {"rule": rule, "dpo_advised_on": advised_on.isoformat()}
    return enter_fact(FactKind.ARMED, dumps(document), by=by, approve_by=approve_by, hub=hub)


def disarm(rule: str, *, reason: str, by: InPerson, approve_by: Credentials | None, hub: Hub) -> Fact:
    """Let a rule only warn again, from now on. What it was until now stays in the register.

    Raises:
        NotFound: there is no such rule. RuleAlwaysArmed: nobody disarms it. NotArmed: it is not.
        ForbiddenText: the reason holds what is never kept.
        FourEyes, WrongPassphrase, Forbidden: as for every entry of this register.
    """
    check_decided(rule_named(rule))
    check_text({"/reason": reason})
    at, known, other = hub.clock.now(), authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    with hub.store.transaction() as tx:
        who = authorize(known, tx=tx, roles=REGISTERS[FactKind.ARMED].roles)
        second = authorize_second(other, tx=tx, first=who.id, roles=MAKERS)
        if not tx.facts.at(FactKind.ARMED, rule, at=at, known_at=at):
            raise NotArmed(rule, pointer="/rule")
        # One that is over as it begins: it takes over from the one before, and holds at no instant.
        written = Written(rule, "", at, at, {"rule": rule, "reason": reason})
        people = Recorders(who.id, second.id)
        return record_fact(tx, FactKind.ARMED, written, people=people, hub=hub, at=at)


def waive(
    rule: str, subject: str, *, reason: str, until: date, by: InPerson, approve_by: Credentials | None, hub: Hub
) -> Fact:
    """Put up with what a rule finds of one subject, until a day within 90; it changes no result.

    Raises:
        NotFound: there is no such rule. FactUnfit: the day is over, or more than 90 days away.
        FourEyes, WrongPassphrase, Forbidden, ForbiddenText: as for every entry of this register.
    """
    rule_named(rule)
    document = {"rule": rule, "about": subject, "reason": reason, "until": until.isoformat()}
    return enter_fact(FactKind.WAIVER, dumps(document), by=by, approve_by=approve_by, hub=hub)
