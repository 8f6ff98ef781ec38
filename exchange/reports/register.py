"""Record of processing (Art. 30 GDPR): activities, impact assessments, processors, contracts, undertakings.

What nobody has entered is named as missing; a register that looks whole and is not proves nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exchange.core.calendar import day_of
from exchange.core.compliance.fact import Fact
from exchange.core.compliance.kind import FactKind
from exchange.core.ids import show_instant
from exchange.core.partner.partner import Partner
from exchange.core.said import Said
from exchange.core.text.dates import Language, full
from exchange.reports.document import Block, Document, Heading, Item, Items, Table, Text
from exchange.reports.wording import MISSING, members, named, spoken, value, word

KINDS = (
    FactKind.CONTROLLER,
    FactKind.EXCHANGE_TYPE,
    FactKind.PROCESSOR,
    FactKind.CONTRACT,
    FactKind.UNDERTAKING,
    FactKind.SECRECY,
)
"""The registers that are printed, in this order."""
_TITLE = Said("Verzeichnis der Verarbeitungen", "Record of processing activities")
_STAND = Said("Stand: {day}. Art. 30, 35 DSGVO; §§ 78, 80 SGB X.", "As of {day}. Art. 30, 35 GDPR; §§ 78, 80 SGB X.")
_HEADINGS: Mapping[FactKind, Said] = {
    FactKind.CONTROLLER: Said("Verantwortliche Stelle", "Controller"),
    FactKind.EXCHANGE_TYPE: Said("Tätigkeiten", "Activities"),
    FactKind.PROCESSOR: Said("Auftragsverarbeitung", "Processors"),
    FactKind.CONTRACT: Said("Verträge", "Contracts"),
    FactKind.UNDERTAKING: Said("Verpflichtungen", "Undertakings"),
    FactKind.SECRECY: Said("Verpflichtung zur Verschwiegenheit", "Bound to secrecy"),
}
_SERVICE = {
    "people": Said("Betroffene", "Data subjects"),
    "purpose": Said("Zweck", "Purpose"),
    "vvt": Said("Nummer", "Number"),
    "categories": Said("Angaben", "Categories of data"),
    "recipients": Said("Empfänger", "Recipients"),
    "dpia": Said("Folgenabschätzung", "Impact assessment"),
    "retention": Said("Löschregel", "Retention rule"),
    "transfers": Said("Drittländer", "Third countries"),
    "measures": Said("Schutz", "Measures"),
}
_PEOPLE = Said("Menschen, die Leistungen des Jobcenters bekommen", "people who receive services of the Jobcenter")
_TRANSFERS = Said(
    "Das Programm sendet nur an aufgenommene Stellen; Länder stehen bei der Auftragsverarbeitung",
    "the program sends to enrolled partners only; countries stand with the processors",
)
_MEASURES = Said(
    "Ende-zu-Ende verschlüsselt, je Angabe an die Einwilligung gebunden, zu zweit freigegeben, protokolliert",
    "sealed end to end, bound to consent value by value, approved by two, kept in a verifiable log",
)
_RULE = Said(
    "Inhalte {payload_days} Tage, Entwürfe {draft_days} Tage, Metadaten {metadata_months} Monate, "
    "Nachweise {proof_months} Monate",
    "content {payload_days} days, drafts {draft_days} days, metadata {metadata_months} months, "
    "proofs {proof_months} months",
)
_GAPS = Said("Was fehlt", "What is missing")
_NO_GAPS = Said("Nichts von dem, was hier geprüft wird.", "Nothing of what is checked here.")
_NOT_THERE = Said("Für diese Leistung ist keine Tätigkeit eingetragen: {name}", "No activity is entered for: {name}")
_NO_DPIA = Said("Folgenabschätzung fehlt: {name}", "Impact assessment missing: {name}")
_NO_RULE = Said("Löschregel fehlt: {name}", "Retention rule missing: {name}")
_NO_NUMBER = Said("Nummer fehlt: {name}", "Number missing: {name}")
_NO_CONTROLLER = Said("Die verantwortliche Stelle ist nicht eingetragen.", "The controller is not entered.")
_NO_CONTRACT = Said("Kein Vertrag eingetragen: {name}", "No contract entered: {name}")
_NO_UNDERTAKING = Said("Keine Verpflichtung eingetragen: {name}", "No undertaking entered: {name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRegisters:
    """What held at `at`: facts by kind, and the partners there are by entity id."""

    at: datetime
    facts: Mapping[FactKind, Sequence[Fact]]
    partners: Mapping[str, Partner]

    @property
    def offered(self) -> Mapping[str, Sequence[Partner]]:
        """By service: who offers it."""
        found: dict[str, list[Partner]] = {}
        for one in self.partners.values():
            for service in dict.fromkeys(line.service.value for line in one.lines):
                found.setdefault(service, []).append(one)
        return found


def register_facts(found: HouseRegisters) -> dict[str, Any]:
    """The registers as programs read them; `missing` says in both languages what nobody entered."""
    offered = found.offered
    return {
        "at": show_instant(found.at),
        "registers": {kind.value: [_facts(one) for one in found.facts[kind]] for kind in KINDS},
        "recipients": {service: [one.entity for one in offered[service]] for service in sorted(offered)},
        "missing": [gap._asdict() for gap in gaps(found)],
    }


def register_document(found: HouseRegisters, *, language: Language, sender: str) -> Document:
    """The registers as a paper."""
    return Document(
        title=spoken(_TITLE, language),
        sender=sender,
        language=language,
        made_at=found.at,
        blocks=list(_blocks(found, language)),
        attached=register_facts(found),
    )


def gaps(found: HouseRegisters) -> Sequence[Said]:
    """What is missing in the registers for what the house does."""
    types = {one.subject: one.document for one in found.facts[FactKind.EXCHANGE_TYPE]}
    services = sorted({*found.offered, *types})
    said = [] if found.facts[FactKind.CONTROLLER] else [_NO_CONTROLLER]
    for service in services:
        name = word("services", service)
        if service not in types:
            said.append(named(_NOT_THERE, name))
            continue
        wanted = {"vvt": _NO_NUMBER, "dpia": _NO_DPIA, "retention": _NO_RULE}
        said += [named(gap, name) for member, gap in wanted.items() if member not in types[service]]
    for kind, gap in ((FactKind.CONTRACT, _NO_CONTRACT), (FactKind.UNDERTAKING, _NO_UNDERTAKING)):
        there = {one.subject for one in found.facts[kind]}
        missing = [one for entity, one in found.partners.items() if entity not in there]
        said += [named(gap, Said(one.name, one.name)) for one in missing]
    return said


def _blocks(found: HouseRegisters, language: Language) -> Iterable[Block]:
    yield Text(spoken(_STAND, language).format(day=full(day_of(found.at), language)))
    yield Heading(spoken(_GAPS, language))
    missing = gaps(found)
    yield Items([Item(spoken(one, language)) for one in missing]) if missing else Text(spoken(_NO_GAPS, language))
    for kind in KINDS:
        if kind is FactKind.EXCHANGE_TYPE:
            yield from _activities(found, language)
            continue
        yield Heading(spoken(_HEADINGS[kind], language))
        yield from _register(found.facts[kind], language)


def _activities(found: HouseRegisters, language: Language) -> Iterable[Block]:
    types = {one.subject: one for one in found.facts[FactKind.EXCHANGE_TYPE]}
    for service in sorted({*found.offered, *types}):
        yield Heading(
            f"{spoken(_HEADINGS[FactKind.EXCHANGE_TYPE], language)}: {spoken(word('services', service), language)}"
        )
        document = types[service].document if service in types else {}
        said = {
            "people": spoken(_PEOPLE, language),
            "purpose": value(document.get("flow"), language=language, listed="exchange-flows"),
            "vvt": value(document.get("vvt"), language=language),
            "categories": value(document.get("default_scope"), language=language, listed="categories"),
            "recipients": ", ".join(one.name for one in found.offered.get(service, ())) or spoken(MISSING, language),
            "dpia": value(document.get("dpia"), language=language),
            "retention": _retention(document.get("retention"), language),
            "transfers": spoken(_TRANSFERS, language),
            "measures": spoken(_MEASURES, language),
        }
        yield Items([Item(said[name], lead=f"{spoken(head, language)}:") for name, head in _SERVICE.items()])


def _register(facts: Sequence[Fact], language: Language) -> Iterable[Block]:
    if not facts:
        yield Text(f"{spoken(MISSING, language).capitalize()}.")
        return
    columns = {"de": ("Wen es betrifft", "Was eingetragen ist", "Gilt ab"), "en": ("About", "What is entered", "From")}
    rows = [
        (
            one.subject,
            "; ".join(members(one.document, schema=f"fact-{one.kind.value}", language=language)),
            full(day_of(one.valid_from), language),
        )
        for one in facts
    ]
    yield Table(columns[language], rows, (3, 4, 2))


def _retention(rule: Mapping[str, Any] | None, language: Language) -> str:
    if not rule:
        return spoken(MISSING, language)
    return spoken(_RULE, language).format(**rule)


def _facts(fact: Fact) -> dict[str, Any]:
    return {
        "fact": fact.id,
        "subject": fact.subject,
        "valid_from": show_instant(fact.valid_from),
        "valid_until": show_instant(fact.valid_until) if fact.valid_until else None,
        "document": dict(fact.document),
    }
