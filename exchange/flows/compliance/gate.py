"""Compliance gate of a flow: the rules of then, asked in the transaction that writes, before it does."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from exchange.core.compliance.case import Registers
from exchange.core.compliance.fact import Fact
from exchange.core.compliance.gate import pass_gate, rules_at
from exchange.core.compliance.house import ActCase
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.rule import ComplianceRule
from exchange.core.compliance.subject import Case
from exchange.core.evidence.entry import EntryType
from exchange.core.partner.partner import Partner
from exchange.core.referral.referral import Referral
from exchange.core.rights.line import Record
from exchange.core.staff.staff import Staff
from exchange.flows.compliance.keep_version import version_today
from exchange.flows.compliance.rulebook import rulebook
from exchange.ports.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class AtGate:
    """The registers as they are now, and the rules that two people armed."""

    registers: Registers
    armed: frozenset[str] = frozenset()


def registers_now(
    tx: Tx,
    asked: Collection[tuple[FactKind, str]],
    *,
    at: datetime,
    partner: Partner | None = None,
    whole: Collection[FactKind] = (),
) -> AtGate:
    """Read what the rules of a gate look at in the registers, with the rules that are armed, in one statement.

    Of the kinds in `whole` everything is read, whomever it is about. What `partner` is now says its own row, which is
    read anyway; so no version of it is read beside that.
    """
    kinds = {FactKind.ARMED, *whole}
    found: dict[tuple[FactKind, str], Sequence[Fact]] = {**tx.facts.several(asked, whole=kinds)}
    if partner:
        found[FactKind.PARTNER, partner.entity] = (version_today(partner),)
    registers = Registers(known_at=at, histories=found)
    ids = [subject for kind, subject in found if kind is FactKind.ARMED]
    armed = frozenset(one for one in ids if registers.held(FactKind.ARMED, one, at=at))
    return AtGate(registers=registers, armed=armed)


def through(gate: str, cases: Collection[Case], *, armed: Collection[str] = (), two: object = None) -> tuple[str, ...]:
    """Ask the rules of a gate about these cases, and return the ids of those that did not pass.

    `two` is the second person, where one looked.

    Raises:
        RuleFailed: a rule that is armed stops it; nothing was written by then.
    """
    return pass_gate(_rules(gate), cases, book=rulebook(), armed=armed, two=two).findings


def noted(findings: Collection[str]) -> Mapping[str, object]:
    """What the leaf of an act says of the rules that did not pass, and by which rulebook; nothing where all did."""
    return {"findings": list(findings), "rulebook_sha256": rulebook().sha256} if findings else {}


def judge_look(
    referral: Referral, record: Mapping[str, Any], *, by: Staff, stands_in_for: frozenset[str], at: datetime
) -> None:
    """Ask the rules about a look at a case before its line is written; `record` is what that is about to say.

    `assigned` is the one rule of access. This is asked beside it: what it let through by mistake is stopped here.

    Raises:
        RuleFailed: a rule stops it; nothing was shown or written.
    """
    case = ActCase(
        subject=referral.id,
        at=at,
        record=Record(type=EntryType.STAFF_ACCESS, at=at, said=record),
        role=by.role,
        owners=frozenset({referral.owner}),
        stood_in_for=stands_in_for,
    )
    through("somebody-looks", (case,))


@cache
def _rules(gate: str) -> Mapping[type, Sequence[ComplianceRule]]:
    return rules_at(rulebook(), gate)
