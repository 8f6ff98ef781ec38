"""Secrecy and provenance (SP): what came from a professional leaves only where the person released it (§ 76 SGB X)."""

from exchange.core.compliance.case import PacketCase
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.consent.field import PROFESSIONAL
from exchange.core.packet.manifest import Row


def sp_03(case: PacketCase) -> RuleOutcome:
    """What a professional wrote goes to this recipient on a release of theirs that was open at sealing."""
    look = Look()
    if case.rows is None:
        return look.misses("das Manifest", "the manifest")
    rows = [row for row in case.rows if row.source.startswith(PROFESSIONAL)]
    if not rows:
        return look.does_not_concern("nichts kam von einer Fachperson", "nothing came from a professional")
    for source in sorted({row.source for row in rows}):
        look.at("source", source)
    if any(row.source == PROFESSIONAL for row in rows):
        return look.misses("der Name der Fachperson", "the professional's name")
    if case.consent is None or not case.consent.is_readable:
        return look.misses("die Einwilligung", "the consent")
    return look.passes(all(_released(case, row) for row in rows))


def _released(case: PacketCase, row: Row) -> bool:
    speaker = row.source.removeprefix(PROFESSIONAL)
    releases = case.consent.releases if case.consent else ()
    open_ = [one for one in releases if (one.professional, one.recipient) == (speaker, case.packet.partner)]
    return speaker == case.packet.partner or any(
        case.at < one.until and set(row.categories) <= one.categories for one in open_
    )
