"""Hub and partner ask `permits` in one and the same context, and nothing is lost or swapped on the way into it."""

from dataclasses import fields, replace
from pathlib import Path

import pytest

import exchange
from exchange.core.consent.clause import Recipient
from exchange.core.consent.context import (
    Claimed,
    DisclosureContext,
    Relation,
    Statute,
    disclosure_context,
    relation_of,
)
from exchange.core.packet.build import Built
from exchange.core.vocabulary import Direction, PartnerKind, Power, Purpose, Service
from exchange.partner.verify import Offer
from tests.support import consented as c
from tests.support.examples import a_partner, a_referral

LINE = Recipient(entity="https://praxis.example", service_line="sprechstunde")
RELATION = Relation(hub=c.HUB, recipient=LINE, purpose=Purpose.DEBT_SUPPORT)
STATUTE = Statute(power=Power.SGBX_69, justification="erfunden", decided_by="alex", approved_by="kim")
GIVEN = {"service": Service.DEBT_COUNSELLING, "direction": Direction.BACK, "at": c.AT, "basis": STATUTE}
WHOLE = DisclosureContext(
    hub=c.HUB, recipient=LINE, purpose=Purpose.DEBT_SUPPORT, partner_kind=PartnerKind.CLINIC, bound_by_203=True,
    sgb1_35=True, **GIVEN,
)  # fmt: skip


def offer(**changes: object):
    return Offer(**{"kind": PartnerKind.CLINIC, "bound_by_203": True, "lines": {}, "sgb1_35": "§ 23 SGB I"} | changes)


def test_everything_that_is_handed_over_stands_in_its_own_place():
    assert disclosure_context(RELATION, partner=offer(), **GIVEN) == WHOLE
    assert {one.name for one in fields(WHOLE)} == {
        "hub", "recipient", "purpose", "partner_kind", "bound_by_203", "sgb1_35", "service", "direction", "at", "basis",
    }  # fmt: skip


@pytest.mark.parametrize("kind", PartnerKind)
@pytest.mark.parametrize(("bound", "norm"), [(True, ""), (False, "§ 23 SGB I")])
def test_a_partners_kind_and_its_secrecy_are_what_was_written_down_whoever_reads_it(kind, bound, norm):
    said = {"kind": kind, "bound_by_203": bound, "sgb1_35": norm}
    known, own = a_partner(**said), offer(**said)
    made = [disclosure_context(RELATION, partner=partner, **GIVEN) for partner in (known, own)]
    assert made == [replace(WHOLE, partner_kind=kind, bound_by_203=bound, sgb1_35=bool(norm))] * 2


def test_where_no_power_is_named_it_is_consent():
    consent = {name: value for name, value in GIVEN.items() if name != "basis"}
    assert disclosure_context(RELATION, partner=offer(), **consent).basis is None
    claimed = Claimed(power=STATUTE.power)
    assert disclosure_context(RELATION, partner=offer(), **consent, basis=claimed).basis == claimed


def test_a_referral_and_its_packet_name_the_same_hub_service_line_and_purpose():
    referral = a_referral(partner=LINE.entity, service_line=LINE.service_line, purpose=Purpose.DEBT_SUPPORT)
    nothing = Built(data={}, manifest=(), left_out=(), moved={})
    packet = c.packet(nothing, (), audience=LINE.entity, service=LINE.service_line, purpose=Purpose.DEBT_SUPPORT)
    assert relation_of(referral, hub=c.HUB) == packet.relation == RELATION


def test_nobody_writes_a_context_out_for_themselves():
    root = Path(exchange.__file__).parent
    makers = [path for path in root.rglob("*.py") if "DisclosureContext(" in path.read_text(encoding="utf-8")]
    assert [str(path.relative_to(root)) for path in makers] == ["core/consent/context.py"]
