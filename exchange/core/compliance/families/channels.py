"""Channels (AC, CA): how a packet went, whether it was collected, and whom the partner asks."""

from collections.abc import Sequence
from datetime import timedelta

from exchange.core.calendar import day_of
from exchange.core.compliance.case import EventCase, PacketCase
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.compliance.running import ChannelFacts
from exchange.core.vocabulary import SENSITIVE, SERVICES_OF_HEALTH

_REMIND, _RETURN = timedelta(days=3), timedelta(days=14)
_GRACE = timedelta(days=1)
"""The clock looks by the minute; a day later nobody has looked."""
_OURS = dict.fromkeys(("mailbox", "webhook", "loopback"), ChannelFacts(encrypted_end_to_end=True))
"""Adapters of this program, which carry what is sealed to the partner's own key; they count loaded or not."""
_NEVER = frozenset({"fax", "mail", "email", "smtp"})
_KIM = "kim"
_QUESTION = "question"
_CAME_BACK = "returned"
"""What an entry says of which a person was told that a packet came back."""


def ac_02(case: PacketCase) -> RuleOutcome:
    """Who does not collect is reminded after 3 days; after 14 it comes back, and caseworker and person are told."""
    look = Look()
    ends = case.handed_over_at or case.returned_at or case.registers.known_at
    waited = ends - case.at
    look.at("days", waited.days)
    if case.handed_over_at and waited <= _REMIND:
        return look.does_not_concern("das Paket wurde rechtzeitig abgeholt", "the packet was collected in time")
    if not case.handed_over_at and waited <= _REMIND:
        return look.does_not_concern("die Frist läuft noch", "there is still time")
    if waited > _REMIND + _GRACE and not case.reminded:
        return look.fails()
    if waited > _RETURN + _GRACE:
        return look.fails()
    return _returned(case, look) if case.returned_at else look.passes(holds=True)


def _returned(case: PacketCase, look: Look) -> RuleOutcome:
    """What came back the person was told of since; on whose list it is for the caseworker says the return itself."""
    told = case.registers.histories.get((FactKind.INFORMED, case.referral.person), ())
    since = [
        one
        for one in told
        if one.document["kind"] == _CAME_BACK
        and case.returned_at
        and day_of(case.returned_at) <= day_of(one.valid_from)
        and one.recorded_at <= case.registers.known_at
    ]
    for one in since:
        look.fact(one, at=one.recorded_at, day=day_of)
    if not since:
        return look.misses("der Eintrag, dass die Person davon erfuhr,", "the entry that the person was told")
    return look.passes(holds=True)


def ac_03(case: EventCase) -> RuleOutcome:
    """A message that came damaged by KIM waits in quarantine."""
    look = Look()
    look.at("channel", case.line.channel or "oauth")
    return look.does_not_concern("es gibt keinen Weg über KIM", "there is no way by KIM")


def ac_04(case: PacketCase) -> RuleOutcome:
    """Before KIM its address is looked up anew, and takes this service and size."""
    look = Look()
    for one in case.registers.held(FactKind.PARTNER, case.packet.partner, at=case.at):
        look.fact(one, at=case.at, day=day_of)
        if one.document.get("adapter") == _KIM:
            return look.misses("die Prüfung der KIM-Adresse", "the check of the KIM address")
    return look.does_not_concern("es ging nicht über KIM", "it did not go by KIM")


def ac_05(case: PacketCase) -> RuleOutcome:
    """What tells of health goes end to end; fax and open mail never."""
    look = Look()
    versions = case.registers.held(FactKind.PARTNER, case.packet.partner, at=case.at)
    if not versions:
        return look.misses("der Weg zu dieser Stelle", "the way to this partner")
    for one in versions:
        look.fact(one, at=case.at, day=day_of)
        look.at("adapter", one.document.get("adapter", ""))
    names = {str(one.document.get("adapter", "")) for one in versions}
    ways = [case.channels.get(one) or _OURS.get(one) for one in sorted(names)]
    if names & _NEVER or any(way and way.fax for way in ways):
        return look.fails()
    if all(way and way.encrypted_end_to_end for way in ways):
        return look.passes(holds=True)
    if not SENSITIVE & case.categories and case.referral.service not in SERVICES_OF_HEALTH:
        return look.does_not_concern("es waren keine Angaben zur Gesundheit", "nothing told of health")
    return _not_closed(ways, look)


def _not_closed(ways: Sequence[ChannelFacts | None], look: Look) -> RuleOutcome:
    """Of a way that is not known to be closed from end to end: paper goes in a sealed envelope, and that is entered."""
    if not all(ways):
        return look.misses(
            "die Angabe, ob dieser Weg von Ende zu Ende verschlüsselt,",
            "the word whether this way is encrypted end to end",
        )
    if any(way and way.paper for way in ways):
        return look.misses("der Eintrag des verschlossenen Umschlags", "the entry of the sealed envelope")
    return look.fails()


def ca_01(case: EventCase) -> RuleOutcome:
    """A partner that asks the Jobcenter says why it does not ask the person."""
    look = Look()
    if case.name != _QUESTION:
        return look.does_not_concern("es war keine Rückfrage", "it was no question")
    why = (case.members or {}).get("why")
    if not why:
        return look.misses("der Grund, warum nicht die Person gefragt wird,", "the reason why the person is not asked")
    look.at("why", why)
    return look.passes(why != "other")
