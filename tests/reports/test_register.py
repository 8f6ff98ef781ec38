"""The house's registers on paper: all that was entered, and above it all that was not."""

import pytest

from exchange.core.compliance.kind import FactKind
from exchange.flows.register.look import look_at_registers
from exchange.queries.directory import partners
from exchange.reports.document import Heading, Item, Items, Table
from exchange.reports.register import KINDS, HouseRegisters, gaps, register_document, register_facts
from exchange.reports.render import render
from tests.flows.register.test_enter import enters
from tests.support.clock import NOON
from tests.support.hubs import BOSS, CENTRE, DPO, KIM, OPS, Bench, claim


def registers(bench, by=DPO):
    facts = look_at_registers(KINDS, by=claim(by), hub=bench.hub)
    return HouseRegisters(at=NOON, facts=facts, partners=partners(hub=bench.hub))


@pytest.fixture(scope="module")
def bench():
    bench = Bench()
    enters(bench, FactKind.CONTROLLER)
    enters(bench, FactKind.EXCHANGE_TYPE, second=OPS, **{"from": "2026-01-01"})
    enters(bench, FactKind.CONTRACT, partner=CENTRE)
    return bench


def said(found):
    return [one.de for one in gaps(found)]


def test_what_nobody_entered_is_named_first(bench):
    missing = said(registers(Bench()))
    assert missing[0] == "Die verantwortliche Stelle ist nicht eingetragen."
    assert "Für diese Leistung ist keine Tätigkeit eingetragen: Suchtberatung" in missing
    assert any(one.startswith("Kein Vertrag eingetragen:") for one in missing)
    later = said(registers(bench))
    assert len(missing) - len(later) == 3
    assert any(one.startswith("Keine Verpflichtung eingetragen:") for one in later)


def test_an_activity_says_recipients_retention_and_impact_assessment(bench):
    document = register_document(registers(bench), language="de", sender="Jobcenter")
    blocks = list(document.blocks)
    at = blocks.index(Heading("Tätigkeiten: Suchtberatung"))
    points = {one.lead: one.text for one in blocks[at + 1].items}
    assert points["Nummer:"] == "VVT-17"
    assert points["Folgenabschätzung:"] == "DSFA-4, 2026-02-10"
    assert points["Löschregel:"].startswith("Inhalte 14 Tage, Entwürfe 30 Tage")
    assert points["Angaben:"] == "nicht eingetragen"
    assert partners(hub=bench.hub)[CENTRE].name in points["Empfänger:"]


def test_each_register_stands_with_the_titles_of_its_schema(bench):
    document = register_document(registers(bench), language="en", sender="Jobcenter")
    tables = [row for one in document.blocks if isinstance(one, Table) for row in one.rows]
    (contract,) = [row for row in tables if row[0] == CENTRE]
    assert "By which norm: § 16a SGB II; Concluded on: 2026-01-10" in contract[1]
    assert render(document).pdf.startswith(b"%PDF-1.7")


def test_as_data_it_says_the_same(bench):
    found = registers(bench)
    facts = register_facts(found)
    assert [len(facts["registers"][kind.value]) for kind in KINDS] == [1, 1, 0, 1, 0, 0]
    assert facts["missing"] == [one._asdict() for one in gaps(found)]
    assert (
        Items([Item(one) for one in said(found)]) in register_document(found, language="de", sender="Jobcenter").blocks
    )


def test_who_keeps_registers_may_have_them_and_a_caseworker_too_as_on_the_screen(bench):
    for who in (BOSS, OPS, DPO, KIM):
        assert registers(bench, by=who).facts[FactKind.CONTROLLER]


def test_kinds_about_persons_are_not_asked_for_together(bench):
    with pytest.raises(ValueError, match="informed"):
        look_at_registers([FactKind.INFORMED], by=claim(KIM), hub=bench.hub)
