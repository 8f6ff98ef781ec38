"""Every kind of fact has its row, its schema, and a subject that its schema knows."""

import pytest

import schemas
from exchange.core.compliance.kind import REGISTERS, FactKind
from exchange.core.evidence.entry import EntryType
from exchange.core.vocabulary import Role


def test_every_kind_has_a_row_and_whoever_enters_it_a_schema():
    assert set(REGISTERS) == set(FactKind)
    assert {kind.value for kind, row in REGISTERS.items() if row.roles} == set(schemas.facts())


@pytest.mark.parametrize("kind", schemas.facts())
def test_a_schema_has_the_members_its_row_names_and_the_days(kind):
    row, members = REGISTERS[FactKind(kind)], schemas.load(f"fact-{kind}")["properties"]
    assert {row.subject, *row.topic} - {""} <= set(members)
    assert {"from", "until"} <= set(members)


def test_no_leaf_of_another_act_is_used():
    acts = {row.leaf for row in REGISTERS.values()}
    assert acts == {
        EntryType.AGREEMENT_RECORDED, EntryType.REGISTER_ENTERED, EntryType.RULE_ARMED, EntryType.WAIVER_GRANTED,
        EntryType.PERSON_INFORMED, EntryType.CONFLICT_NOTED, EntryType.RIGHT_CLAIMED, EntryType.VERSION_KEPT,
        EntryType.TEXT_RELEASED, EntryType.GLASS_BROKEN, EntryType.PAPER_KEPT, EntryType.REVIEW_KEPT,
    }  # fmt: skip


def test_two_people_arm_and_waive_a_rule_and_set_what_an_exchange_is():
    two = {kind.value for kind, row in REGISTERS.items() if row.second}
    assert two == {"armed", "waiver", "exchange-type", "text", "witnessed-log", "witness"}
    assert not any(Role.DPO in REGISTERS[FactKind(kind)].roles for kind in ("armed", "waiver", "text"))
