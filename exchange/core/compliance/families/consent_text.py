"""Text of consent (CO): what the person was shown, whether it stood by itself, and in whose words (Art. 7, 12 GDPR)."""

from collections.abc import Sequence
from datetime import datetime

from exchange.core.calendar import day_of
from exchange.core.compliance.case import ConsentCase
from exchange.core.compliance.fact import Fact
from exchange.core.compliance.families.consent import no_yes
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.consent.answers import declared_at
from exchange.core.vocabulary import ConsentStatus

_EASY = "easy"
_NAMING_A_NO = ("refus", "consent")
"""How a code begins that would name a no of the person's as a reason; the closed lists hold none."""


def co_02(case: ConsentCase) -> RuleOutcome:
    """The text shown was released before the first signature, in that language, and says the three things it must."""
    look = Look()
    unfit = no_yes(case, look)
    if unfit is not None:
        return unfit
    consent = case.consent
    look.at("text", f"{consent.text_version} {consent.language} {consent.text_sha256}")
    if not case.registers.histories.get((FactKind.TEXT, consent.text_version)):
        return look.misses("der Text dieser Fassung", "the text of this version")
    shown = [one for one in _texts(case, look) if one.document["sha256"] == consent.text_sha256]
    return look.passes(any(all(one.document["says"].values()) for one in shown))


def co_04(case: ConsentCase) -> RuleOutcome:
    """The text is a declaration of its own and threatens nothing; after a no no step of ours names it as a reason."""
    look = Look()
    if case.consent.status is ConsentStatus.REFUSED and case.consent.is_readable:
        for one in sorted(case.reasons):
            look.at("reason", one)
        return look.passes(not any(one.startswith(_NAMING_A_NO) for one in case.reasons))
    unfit = no_yes(case, look)
    if unfit is not None:
        return unfit
    shown = [one for one in _texts(case, look) if one.document["sha256"] == case.consent.text_sha256]
    if not shown:
        return look.misses("der gezeigte Text", "the text that was shown")
    if any("separate" not in one.document for one in shown):
        return look.misses("die Angabe, ob der Text für sich allein steht,", "whether the text stands by itself")
    return look.passes(all(one.document["separate"] and not one.document["consequences_mentioned"] for one in shown))


def co_09(case: ConsentCase) -> RuleOutcome:
    """It is in the person's language, or somebody interpreted; an easy text counts once it was reviewed."""
    look = Look()
    unfit = no_yes(case, look)
    if unfit is not None:
        return unfit
    if not case.spoken:
        return look.misses("die Sprache der Person", "the person's language")
    look.at("language", f"{case.consent.language}, {case.spoken}")
    in_words = case.consent.language == case.spoken or bool(case.consent.circumstances.interpreter)
    if not case.consent.easy_language:
        return look.passes(in_words)
    easy = [one for one in _texts(case, look) if one.document["layer"] == _EASY]
    if not easy:
        return look.misses("die Prüfung des Textes in Leichter Sprache", "the review of the easy text")
    reviewed = all(one.document.get("reviewed_by") for one in easy)
    return look.passes(reviewed and in_words)


def _texts(case: ConsentCase, look: Look) -> Sequence[Fact]:
    """The texts of the version in the consent's language that were released when it was first signed."""
    at = _signed(case)
    held = case.registers.held(FactKind.TEXT, case.consent.text_version, at=at)
    mine = [one for one in held if one.document["language"] == case.consent.language]
    for one in mine:
        look.fact(one, at=at, day=day_of)
    return mine


def _signed(case: ConsentCase) -> datetime:
    return min((one.signed_at for one in case.consent.signers), default=declared_at(case.consent))
