"""Audit report: the protocol of a compliance review, every rule with all four counts, and what is open.

There is no total and no light: what could not be checked stands beside what passed, rule by rule.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from exchange.core.calendar import day_of
from exchange.core.compliance.alike import Alike, alike
from exchange.core.compliance.outcome import OPEN, Result
from exchange.core.said import Said
from exchange.core.text.dates import Language, full
from exchange.flows.compliance.review import Judged, Review, Span
from exchange.reports.document import Block, Document, Heading, Item, Items, Signature, Table, Text
from exchange.reports.wording import spoken

MOST_NAMED = 10
"""How many ids stand beside a sentence they share; all are in the attached data."""
_TITLE = Said("Protokoll der Prüfung", "Protocol of the review")
_SPAN = Said("Geprüft am {day}. Zeitraum: {since} bis {until}.", "Reviewed on {day}. Span: {since} to {until}.")
_BEGINNING, _TODAY = Said("Anfang", "the beginning"), Said("heute", "today")
_BOOK = Said("Regelwerk (SHA-256): {sha256}", "Rulebook (SHA-256): {sha256}")
_UNARMED = Said(
    "{unarmed} von {all} Regeln sind noch nicht scharf. Sie warnen nur.",
    "{unarmed} of {all} rules are not armed yet. They only warn.",
)
_COUNTED = Said(
    "Regeln, bei denen etwas verletzt ist: {failed}. Regeln, bei denen etwas nicht prüfbar ist: {unknown}.",
    "Rules of which something failed: {failed}. Rules of which something cannot be checked: {unknown}.",
)
_NOT_A_PASS = Said(
    "Nicht prüfbar heißt: Eine Angabe fehlt. Es ist keine Freigabe.",
    "Cannot be checked means: a fact is missing. It is not a clearance.",
)
_RULES, _OPEN = Said("Alle Regeln", "All rules"), Said("Was offen ist", "What is open")
_COLUMNS = {
    "de": (
        "Regel",
        "Was sie verlangt",
        "Erfüllt",
        "Verletzt",
        "Nicht prüfbar",
        "Betrifft nicht",
        "Ältester offener Fall",
    ),
    "en": ("Rule", "What it asks", "Passed", "Failed", "Cannot be checked", "Not concerned", "Oldest open"),
}
_WIDTHS = (2, 6, 2, 2, 2, 2, 3)
_NONE = Said("Nichts ist offen.", "Nothing is open.")
_SEVERAL = Said("{count} Fälle, der älteste vom {day}:", "{count} cases, the oldest of {day}:")
_IDS = Said("Kennungen: {ids}.", "Ids: {ids}.")
_MORE = Said("und {left} weitere (alle in der angehängten Datei)", "and {left} more (all in the attached file)")
_UNTOLD = Said(
    "Noch {left} jüngere Fälle stehen hier nicht einzeln. Ein kürzerer Zeitraum zeigt sie (--since).",
    "{left} younger cases more do not stand here one by one. A shorter span shows them (--since).",
)
_BELATED = Said("Nachgetragen am {day}.", "Entered later, on {day}.")
_WAIVED = Said("Eine Ausnahme ist eingetragen.", "A waiver is on record.")
_SIGNED = (Said("Ort, Datum, Unterschrift (Datenschutz)", "Place, date, signature (data protection)"),)
_BAD = (Result.FAIL, Result.UNDECIDABLE)
_DASH = "–"


def protocol(done: Review, *, span: Span, language: Language, sender: str, attached: Mapping[str, Any]) -> Document:
    """Write the protocol of a review."""
    return Document(
        title=spoken(_TITLE, language),
        sender=sender,
        language=language,
        made_at=done.at,
        blocks=list(_blocks(done, span, language)),
        attached=attached,
    )


def _blocks(done: Review, span: Span, language: Language) -> Iterator[Block]:
    since = full(day_of(span.since), language) if span.since else spoken(_BEGINNING, language)
    until = full(day_of(span.until), language) if span.until else spoken(_TODAY, language)
    day = full(day_of(done.at), language)
    yield Text(spoken(_SPAN, language).format(day=day, since=since, until=until))
    yield Text(spoken(_BOOK, language).format(sha256=done.rulebook_sha256))
    failed, unknown = (sum(bool(one.tally.counts.get(result)) for one in done.rules) for result in _BAD)
    yield Text(spoken(_COUNTED, language).format(failed=failed, unknown=unknown))
    yield Text(spoken(_UNARMED, language).format(unarmed=done.unarmed, all=len(done.rules)))
    yield Text(spoken(_NOT_A_PASS, language))
    yield Heading(spoken(_RULES, language))
    yield Table(_COLUMNS[language], [_row(one, language) for one in done.rules], _WIDTHS)
    yield Heading(spoken(_OPEN, language))
    yield from _open(done.rules, language)
    yield Signature([spoken(one, language) for one in _SIGNED])


def _row(one: Judged, language: Language) -> Sequence[str]:
    counts = one.tally.show()
    oldest = str(day_of(one.tally.oldest)) if one.tally.oldest else _DASH
    return [one.rule.id, spoken(one.rule.title, language), *(str(counts[result.value]) for result in Result), oldest]


def _open(rules: Sequence[Judged], language: Language) -> Iterator[Block]:
    if not any(one.open for one in rules):
        yield Text(spoken(_NONE, language))
    for one in rules:
        if one.open:
            yield Heading(f"{one.rule.id}: {spoken(one.rule.title, language)}")
            yield Text(one.open[0].law)
            untold = sum(one.tally.counts.get(result, 0) for result in OPEN) - len(one.open)
            more = [Item(spoken(_UNTOLD, language).format(left=untold))] if untold > 0 else []
            yield Items([*(_finding(each, language) for each in alike(one.open)), *more])


def _finding(group: Alike, language: Language) -> Item:
    one, day = group.first, full(day_of(group.first.at), language)
    belated = spoken(_BELATED, language).format(day=full(one.belated, language)) if one.belated else ""
    said = [spoken(each, language) for each in (one.says, one.fix, _WAIVED if one.waiver else Said()) if any(each)]
    ids = spoken(_IDS, language).format(ids=_ids(group, language))
    lead = (
        f"{day}:" if len(group.findings) == 1 else spoken(_SEVERAL, language).format(count=len(group.findings), day=day)
    )
    return Item(" ".join(filter(None, (*said, belated, ids))), lead=lead)


def _ids(group: Alike, language: Language) -> str:
    named = [one.subject for one in group.findings[:MOST_NAMED]]
    left = len(group.findings) - len(named)
    more = spoken(_MORE, language).format(left=left)
    return f"{', '.join(named)} {more}" if left else ", ".join(named)
