"""Transparency (TR): the person sees everything that went out or came back (Art. 15 GDPR; EuGH C-154/21)."""

from exchange.core.compliance.case import PersonCase
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.evidence.entry import EntryType
from exchange.core.rights.line import Line, LineKind

_EXCHANGED = frozenset({LineKind.SENT, LineKind.TOLD, LineKind.ANSWERED_WITHDRAWAL})
_HINDERED = frozenset({LineKind.STOPPED, LineKind.NOT_DELIVERED, LineKind.RETURNED, LineKind.REFUSED})


def tr_02(case: PersonCase) -> RuleOutcome:
    """Each hand-over, word that came back, stop and failed delivery has a line with recipient, content and purpose."""
    look = Look()
    if any(not one.said for one in case.records):
        return look.misses("der Inhalt eines Eintrags", "what a record says")
    exchanged = [one for one in case.lines if one.kind in _EXCHANGED]
    if not exchanged and not any(one.kind in _HINDERED for one in case.lines):
        return look.does_not_concern("nichts ging hinaus, nichts kam zurück", "nothing went out, nothing came back")
    logged = [one.said["line"] for one in case.records if one.type is EntryType.DISCLOSURE]
    look.at("disclosures", len(logged))
    look.at("lines", len(case.lines))
    kept = sorted(one.id for one in case.disclosures) == sorted(logged)
    hindered = all(one.who for one in case.lines if one.kind in _HINDERED)
    return look.passes(kept and hindered and all(map(_is_whole, exchanged)))


def _is_whole(line: Line) -> bool:
    return bool(line.who and line.categories and line.why and (line.basis.consent or line.basis.power))
