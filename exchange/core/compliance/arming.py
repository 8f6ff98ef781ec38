"""Arming: from when a rule stops what it cannot check (the annex of rules, section 1); some never, some always."""

from exchange.core.compliance.rule import ComplianceRule
from exchange.core.errors import Refusal
from exchange.core.said import Said

_NOT_YET = {
    "FE-03": Said(
        "Es gibt nur die Passphrase: Scharf ließe FE-03 niemanden mehr senden.",
        "There is the passphrase alone: armed, FE-03 would let nobody send.",
    )
}
"""Rules that would stop everything as long as the program is as it is, with the reason."""


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
    fix_de = "Warten Sie, bis es eine stärkere Anmeldung gibt. Bis dahin steht sie im Bericht und hält nichts an."
    fix_en = "Wait until there is a stronger sign-in. Until then it is listed and stops nothing."


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


def check_armable(rule: ComplianceRule) -> None:
    """Refuse a rule that cannot be armed.

    Raises:
        RuleAlwaysArmed: it is one of the core.
        RuleNotArmable: armed, it would stop everything as the program is today.
    """
    check_decided(rule)
    if rule.id in _NOT_YET:
        raise RuleNotArmable(rule.id, pointer="/rule").saying(what=_NOT_YET[rule.id])
