"""Arming: from when a rule stops what it cannot check (the annex of rules, section 1); some never, some always."""

from dataclasses import dataclass

from exchange.core.compliance.rule import ComplianceRule
from exchange.core.errors import Refusal
from exchange.core.said import Said

_STRONG_SIGN_IN = "FE-03"
"""The rule that lets only those send who have a passkey."""


@dataclass(frozen=True, slots=True)
class Senders:
    """How many may send, and how many of them have no passkey."""

    count: int
    without: int


class RuleAlwaysArmed(Refusal):
    """This rule is always armed: nobody arms it, and nobody disarms it."""

    code = "SENDER_RULE_ALWAYS_ARMED"
    status = 409
    de = "Diese Regel ist immer scharf. Niemand stellt sie scharf oder nimmt das zurück."
    fix_de = "Nichts zu tun. Welche Regeln auf Beschluss scharf sind, sagt geleit compliance rules."
    fix_en = "Nothing to do. geleit compliance rules says which are armed by decision."


class RuleNotArmable(Refusal):
    """This rule cannot be armed yet."""

    code = "SENDER_RULE_NOT_ARMABLE"
    status = 409
    de = "Diese Regel kann noch nicht scharf gestellt werden."
    fix_de = (
        "Bitten Sie alle, die senden, unter „Ich“ einen Passkey hinzuzufügen. Bis dahin steht sie im Bericht und hält "
        "nichts an."
    )
    fix_en = "Ask everybody who sends to add a passkey under “Me”. Until then it is listed and stops nothing."


class AdviceUnfit(Refusal):
    """The DPO's advice is recorded with the day it was given, and that is over or today."""

    code = "SENDER_ADVICE_UNFIT"
    de = "Der Rat des Datenschutzes steht mit dem Tag da, an dem er gegeben wurde. Dieser Tag liegt noch vor uns."
    fix_de = "Nennen Sie den Tag des Rats, oder warten Sie, bis er gegeben ist."
    fix_en = "Name the day of the advice, or wait until it is given."


class NotArmed(Refusal):
    """This rule is not armed."""

    code = "SENDER_RULE_NOT_ARMED"
    status = 409
    de = "Diese Regel ist nicht scharf."
    fix_de = "Nichts zu tun. Seit wann eine Regel scharf ist, sagt geleit register history armed REGEL."
    fix_en = "Nothing to do. geleit register history armed RULE says since when a rule is armed."


def check_decided(rule: ComplianceRule) -> None:
    """Refuse a rule about which nobody decides.

    Raises:
        RuleAlwaysArmed: it is one of the core.
    """
    if rule.core:
        raise RuleAlwaysArmed(rule.id, pointer="/rule")


def check_armable(rule: ComplianceRule, *, senders: Senders) -> None:
    """Refuse a rule that cannot be armed; `senders` are those of this hub, who act here now.

    Raises:
        RuleAlwaysArmed: it is one of the core.
        RuleNotArmable: armed, it would let some of them send no more; it says how many.
    """
    check_decided(rule)
    if rule.id == _STRONG_SIGN_IN and senders.without:
        raise RuleNotArmable(rule.id, pointer="/rule").saying(
            what=Said(
                f"{senders.without} von {senders.count} Konten, die senden dürfen, haben keinen Passkey: Scharf hielte "
                f"{rule.id} sie an.",
                f"{senders.without} of {senders.count} accounts that may send have no passkey: armed, {rule.id} would "
                "stop them.",
            )
        )
