"""People (FE, EM): who may approve, look and act, and that a person decides (ORP.4; § 35 SGB I; Art. 22, 38 GDPR)."""

from datetime import timedelta

from exchange.core.calendar import day_of
from exchange.core.compliance.break_glass import LOOK
from exchange.core.compliance.case import PacketCase, ReferralCase
from exchange.core.compliance.house import ActCase, EmergencyCase
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import read_instant
from exchange.core.referral.referral import writers_of
from exchange.core.staff.training import topics_missing
from exchange.core.vocabulary import BEYOND_STANDARD, Actor, Role, State

_CONTENT = frozenset({"feedback"})
"""Looks that show nothing but content."""
_BY_ASKING = frozenset({EntryType.CONSENT_RECORDED, EntryType.DRAFT_APPROVED})
"""What somebody does who has no case of the person yet, or was asked to look at one as the second person."""
_ONE_FACTOR = "passphrase"
_TWO_FACTORS = frozenset({"passkey", "oidc:2fa"})
"""Sign-ins by something one has and something one knows or is (TR-03107). Where two acted it is the weaker one."""
_REVIEWED = timedelta(hours=24)
_TOLD = (
    ("person_told_at", "der Eintrag, dass die Person davon erfuhr,", "the entry that the person was told"),
    (
        "dpo_told_at",
        "der Eintrag, dass der Datenschutz davon erfuhr,",
        "the entry that the data protection officer was told",
    ),
)


def fe_01(case: PacketCase) -> RuleOutcome:
    """Where four eyes are asked, the second pair wrote nothing, is no DPO, was trained, and has no conflict."""
    look = Look()
    if case.rows is None:
        return look.misses("das Manifest", "the manifest")
    if not case.referral.power and not BEYOND_STANDARD & case.categories:
        return look.does_not_concern("eine zweite Person ist nicht nötig", "no second person is asked")
    if case.draft is None or case.packet.id != case.referral.packet:
        return look.misses("wer diese Sendung bestätigt hat", "who approved this packet")
    second = case.people.get(case.referral.approved_by)
    look.at("approved_by", case.referral.approved_by)
    if second is None:
        return look.fails()
    lacking = topics_missing(case.trainings.get(second.id, ()), categories=case.categories, at=case.at)
    fit = second.role is not Role.DPO and not lacking
    return look.passes(fit and second.id not in writers_of(case.referral, case.draft) and not _conflict(case, look))


def fe_02(case: ActCase) -> RuleOutcome:
    """Whoever looked or acted had the case, stood in for who had it, leads, or protects data and saw no content.

    A look in an emergency is for EM-01 to judge.
    """
    look = Look()
    if not case.record.said:
        return look.misses("der Inhalt des Eintrags", "what the record says")
    who = str(case.record.said.get("who" if case.record.type is EntryType.REFERRAL_STEP else "by") or "")
    look.at("who", who)
    if not who or case.role is None:
        return look.misses("die Angabe, wer das war,", "the name of who it was")
    look.at("role", case.role.value)
    if case.role is Role.TEAM_LEAD:
        return look.passes(holds=True)
    if case.role is Role.DPO:
        return look.passes(case.record.said.get("what") not in _CONTENT)
    if case.record.type in _BY_ASKING:
        return look.does_not_concern("dabei sah niemand eine fremde Akte", "nobody saw somebody else's file by it")
    in_emergency = case.record.said.get("what") == LOOK
    return look.passes(in_emergency or who in case.owners or case.owners & case.stood_in_for)


def fe_03(case: ActCase) -> RuleOutcome:
    """Reading needs the usual sign-in; sending and recording a consent need two factors."""
    look = Look()
    if not case.record.said:
        return look.misses("der Inhalt des Eintrags", "what the record says")
    client = case.record.said.get("client")
    if client:
        look.at("client", client)
        return look.misses(
            "die Angabe, wie man sich am Fachverfahren anmeldet,", "the word how one signs in at the client"
        )
    # Records of before there was anything but passphrases say nothing of it.
    assurance = str(case.record.said.get("assurance", _ONE_FACTOR))
    look.at("assurance", assurance)
    return look.passes(case.record.type is EntryType.STAFF_ACCESS or assurance in _TWO_FACTORS)


def fe_04(case: ReferralCase) -> RuleOutcome:
    """A person of ours stands behind each release; whether one stood behind a partner's no, no message says."""
    look = Look()
    released = [one for one in case.history if one.target is State.RELEASED and one.by is not Actor.HUB]
    declined = [one for one in case.history if one.target is State.DECLINED]
    if not released and not declined:
        return look.does_not_concern("es wurde nichts entschieden", "nothing was decided")
    for one in (*released, *declined):
        look.at("by", one.who)
    if not all(one.who for one in released):
        return look.fails()
    if any(not one.channel for one in declined):
        return look.misses(
            "die Angabe, ob bei der Stelle ein Mensch entschied,", "the word whether a human decided there"
        )
    return look.passes(holds=True)


def em_01(case: EmergencyCase) -> RuleOutcome:
    """A look in an emergency has a reason, a second person within a day, and person and DPO were told."""
    look, said = Look(), case.fact.document
    look.fact(case.fact, at=case.at, day=day_of)
    if not str(said.get("reason", "")).strip():
        return look.fails()
    due = case.at + _REVIEWED
    if "second_at" not in said:
        if case.now <= due:
            return look.does_not_concern("die Frist zur Nachprüfung läuft noch", "there is still time to review it")
        return look.fails()
    look.at("second", said.get("second", ""))
    if read_instant(str(said["second_at"])) > due or said.get("second") in {"", None, said["by"]}:
        return look.fails()
    for name, de, en in _TOLD:
        if name not in said:
            return look.misses(de, en)
    return look.passes(holds=True)


def _conflict(case: PacketCase, look: Look) -> bool:
    """Whether whoever wrote or approved is close to the person; until the house keeps a list nobody is asked."""
    held = case.registers.held(FactKind.CONFLICT, case.referral.person, at=case.at)
    none = case.registers.held(FactKind.CONFLICT, HOUSE, at=case.at)
    for one in (*held, *none):
        look.fact(one, at=case.at, day=day_of)
    if not held and not none:
        look.at("conflict", "no-list-yet")
    people = {case.referral.approved_by, case.referral.created_by, *(case.draft.writers if case.draft else ())}
    return any(one.topic in people for one in held)
