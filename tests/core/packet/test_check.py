from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from exchange.core.consent.context import Claimed
from exchange.core.consent.field import Field
from exchange.core.packet.build import build
from exchange.core.packet.check import check, check_opened, stands, still_permitted, unreadable_code
from exchange.core.packet.manifest import Sheet, check_sheet
from exchange.core.reasons import Unreadable
from exchange.core.verdict import Granted, Refused
from exchange.core.vocabulary import (
    ConsentStatus,
    Direction,
    Necessity,
    PacketKind,
    PartnerKind,
    Power,
    Purpose,
    Service,
)
from tests.support import consented as c

DOCTOR = replace(c.SETTING, partner_kind=PartnerKind.DOCTOR)
DATA = {"phone": "030 1234567", "s": c.sealed("health.diagnosis", "health.mental"), "aim": ["Tagesstruktur"]}
LEAVES = c.annotated(DATA, {"/phone": "person.contact", "/aim/0": "referral.core"})
DIAGNOSIS = replace(c.CLAUSE, id="c2", categories=frozenset({"health.diagnosis", "health.mental"}))
CLAUSES = (c.CLAUSE, DIAGNOSIS)
BUILT = build(DATA, fields=LEAVES, enclosures=(), context=DOCTOR, clauses=CLAUSES, releases=(), kind=PacketKind.REQUEST)
PACKET = c.packet(BUILT, CLAUSES)
ROW = PACKET.manifest[0]


def said(packet=PACKET, *, fields=LEAVES, context=DOCTOR):
    verdict = check(packet, fields=fields, context=context, releases=())
    opened = check_opened(packet, fields=fields, context=context)
    assert bool(verdict) == bool(opened)
    return getattr(verdict, "reason", "granted"), getattr(verdict, "pointer", "")


def with_rows(*rows: object):
    return replace(PACKET, manifest=rows)


def with_clauses(*clauses: object):
    return replace(PACKET, consent=replace(PACKET.consent, clauses=clauses))


def test_a_packet_that_is_in_order_passes():
    assert said() == ("granted", "")


CHANGES = {
    "direction": st.just(Direction.BACK),
    "recipient": c.recipients.filter(lambda recipient: recipient != c.CENTRE),
    "purpose": st.just(Purpose.DEBT_SUPPORT),
    "categories": st.frozensets(st.sampled_from(["housing", "safety", "health.diagnosis"]), max_size=2),
    "sources": st.frozensets(st.sampled_from(["jobcenter", c.DOCTOR])),
    "valid_from": st.timedeltas(c.DAY / 86400, 9 * c.DAY).map(lambda later: c.AT + later),
    "valid_until": st.timedeltas(0 * c.DAY, 9 * c.DAY).map(lambda earlier: c.AT - earlier),
    "id": st.text(min_size=1).filter(lambda text: text not in ("c1", "c2")),
}


@given(st.sampled_from(CLAUSES), st.sampled_from(sorted(CHANGES)), st.data())
def test_altering_anything_a_clause_says_refuses_the_whole_packet(clause, what, chance):
    altered = replace(clause, **{what: chance.draw(CHANGES[what])})
    assume(what != "categories" or not clause.categories <= altered.categories)
    rest = [other for other in CLAUSES if other != clause]
    assert said(with_clauses(altered, *rest))[0] != "granted"


@pytest.mark.parametrize("clause", CLAUSES)
def test_a_packet_without_a_clause_its_rows_name_is_refused(clause):
    rest = [other for other in CLAUSES if other != clause]
    assert said(with_clauses(*rest))[0] == "manifest:clause"


def test_another_clause_that_would_do_does_not_help_a_row_that_names_the_wrong_one():
    late = replace(c.CLAUSE, valid_until=c.AT)
    assert said(with_clauses(late, replace(c.CLAUSE, id="c3"), DIAGNOSIS)) == ("clause:expired", "/phone")


@given(st.data())
def test_a_row_too_few_or_too_many_refuses(chance):
    rows = list(PACKET.manifest)
    gone = chance.draw(st.sampled_from(rows))
    assert said(with_rows(*(row for row in rows if row != gone))) == ("manifest:unlisted", gone.pointer)
    assert said(with_rows(*rows, gone)) == ("manifest:twice", gone.pointer)
    assert said(with_rows(*rows, gone._replace(pointer="/mail"))) == ("manifest:no-leaf", "/mail")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"categories": ("referral.core",)}, "manifest:category"),
        ({"sealed": True}, "manifest:category"),
        ({"clauses": ()}, "manifest:clause"),
        ({"clauses": ("c1", "c1")}, "manifest:clause"),
        ({"clauses": ("c9",)}, "manifest:clause"),
        ({"clauses": ("c2",)}, "clause:category"),
        ({"basis": "sgbx-69"}, "manifest:basis"),
        ({"source": "jobcenter"}, "clause:source"),
        ({"source": "rumour"}, "clause:source"),
    ],
)
def test_each_thing_a_row_says_is_asked(change, reason):
    assert said(with_rows(ROW._replace(**change), *PACKET.manifest[1:])) == (reason, "/phone")


ALIKE = {"phone": "030 1234567", "mobile": "0170 1234567"}
BOTH = [c.field("/phone"), c.field("/mobile")]
TWO = with_rows(ROW, ROW._replace(pointer="/mobile"))


@pytest.mark.parametrize(
    ("row", "field", "value", "reason"),
    [
        ({}, {}, "0170", "granted"),
        ({"clauses": ("c2",)}, {}, "0170", "clause:category"),
        ({"clauses": ("c9",)}, {}, "0170", "manifest:clause"),
        ({"clauses": ("c1", "c1")}, {}, "0170", "manifest:clause"),
        ({"categories": ("referral.core",)}, {}, "0170", "manifest:category"),
        ({"sealed": True}, {}, "0170", "manifest:category"),
        ({"basis": "sgbx-69"}, {}, "0170", "manifest:basis"),
        ({"source": "jobcenter"}, {}, "0170", "clause:source"),
        ({}, {"categories": ("referral.core",)}, "0170", "manifest:category"),
        ({}, {"categories": ("person.contact", "referral.core")}, "0170", "manifest:category"),
        ({}, {"sealed": True}, "0170", "manifest:category"),
        ({}, {"sources": frozenset({"jobcenter"})}, "0170", "profile:source"),
        ({}, {}, "Nr. 123A456789", "forbidden:customer-number"),
        ({}, {}, c.sealed("person.contact"), "manifest:category"),
        ({}, {}, {}, "granted"),
    ],
)
def test_a_leaf_like_the_one_before_it_is_asked_in_full(row, field, value, reason):
    packet = replace(with_rows(ROW, ROW._replace(pointer="/mobile", **row)), data=ALIKE | {"mobile": value})
    fields = [BOTH[0], replace(BOTH[1], **field)]
    assert said(packet, fields=fields) == (reason, "" if reason == "granted" else "/mobile")


def test_one_row_twice_does_not_make_up_for_one_that_is_missing():
    assert said(with_rows(ROW, ROW, *PACKET.manifest[2:]))[0] == "manifest:unlisted"
    assert said(fields=[LEAVES[0], LEAVES[0], *LEAVES[2:]])[0] == "manifest:unannotated"


def test_necessity_is_the_readers_own_knowledge():
    row = ROW._replace(necessity=Necessity.REQUIRED)
    assert said(with_rows(row, *PACKET.manifest[1:])) == ("granted", "")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"categories": ("health.diagnosis",), "clauses": ("c2",)}, "manifest:category"),
        ({"categories": ("health.mental", "health.diagnosis")}, "manifest:category"),
        ({"clauses": ("c2",)}, "manifest:clause"),
        ({"clauses": ("c2", "c1")}, "clause:category"),
        ({"source": "jobcenter"}, "manifest:source"),
    ],
)
def test_the_row_of_a_sealed_part_says_what_the_part_says(change, reason):
    phone, part, aim = PACKET.manifest
    assert said(with_rows(phone, part._replace(**change), aim)) == (reason, "/s")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (LEAVES[1:], ("manifest:unannotated", "/phone")),
        ([replace(LEAVES[0], categories=("housing",)), *LEAVES[1:]], ("manifest:category", "/phone")),
        ([LEAVES[0], replace(LEAVES[1], categories=("safety",)), LEAVES[2]], ("manifest:category", "/s")),
        ([LEAVES[0], Field(pointer="/s", categories=("referral.core",)), LEAVES[2]], ("manifest:category", "/s")),
    ],
)
def test_the_readers_own_schema_decides_what_a_leaf_is(fields, reason):
    assert said(fields=fields) == reason


@pytest.mark.parametrize("data", [DATA | {"note": "x"}, {"phone": "1"}, DATA | {"phone": ["1"]}])
def test_data_that_is_not_what_the_rows_speak_of_is_refused(data):
    assert said(replace(PACKET, data=data))[0].startswith("manifest:")


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://fremd.example"},
        {"audience": c.OTHER.entity},
        {"service": "schulden"},
        {"purpose": Purpose.DEBT_SUPPORT},
        {"basis": "sgbx-69"},
        {"basis": "sgbx-69", "consent": None},
        {"consent": None},
    ],
)
def test_a_packet_for_another_setting_is_refused(change):
    assert said(replace(PACKET, **change))[0] == "manifest:context"


def test_the_way_back_is_no_setting_for_a_packet():
    assert said(context=replace(DOCTOR, direction=Direction.BACK))[0] == "manifest:context"


def test_clauses_of_other_recipients_have_no_place_in_a_packet():
    assert said(with_clauses(*CLAUSES, replace(c.CLAUSE, id="c3", recipient=c.OTHER)))[0] == "manifest:foreign-clause"


def test_two_clauses_of_one_id_are_refused():
    assert said(with_clauses(*CLAUSES, replace(c.CLAUSE, purpose=Purpose.DEBT_SUPPORT)))[0] == "manifest:clause"


def test_a_packet_ends_with_its_consent():
    until = PACKET.consent.valid_until
    assert check(PACKET, fields=LEAVES, context=DOCTOR, releases=())
    assert said(context=replace(DOCTOR, at=c.CLAUSE.valid_until - c.DAY / 86400)) == ("granted", "")
    assert said(context=replace(DOCTOR, at=c.CLAUSE.valid_until)) == ("clause:expired", "/phone")
    assert said(context=replace(DOCTOR, at=until)) == ("clause:expired", "")


def test_an_empty_request_is_refused():
    assert said(replace(PACKET, data={}, manifest=()), fields=[])[0] == "manifest:empty"


@pytest.mark.parametrize("kind", [PacketKind.UPDATE, PacketKind.ANSWER])
def test_an_update_may_be_empty(kind):
    assert said(replace(PACKET, data={}, manifest=(), kind=kind), fields=[])[0] == "granted"


def test_a_statutory_packet_passes_without_consent_and_names_no_clause():
    public = replace(DOCTOR, sgb1_35=True, service=Service.APPLICATION_SUPPORT, basis=Claimed(power=Power.SGBX_69))
    row = ROW._replace(clauses=(), basis="sgbx-69")
    whole = replace(PACKET, data={"phone": "1"}, manifest=(row,), consent=None, basis="sgbx-69")
    assert said(whole, fields=LEAVES[:1], context=public) == ("granted", "")
    assert said(replace(whole, manifest=(row._replace(clauses=("c1",)),)), fields=LEAVES[:1], context=public) == (
        "manifest:clause",
        "/phone",
    )


def test_the_hub_asks_for_releases_and_a_recipient_cannot():
    row = ROW._replace(source=c.DOCTOR)
    clause = replace(c.CLAUSE, sources=frozenset({c.DOCTOR}))
    whole = replace(with_clauses(clause), data={"phone": "1"}, manifest=(row,))
    assert check_opened(whole, fields=LEAVES[:1], context=DOCTOR)
    verdict = check(whole, fields=LEAVES[:1], context=DOCTOR, releases=())
    assert (verdict.reason, verdict.pointer) == ("provenance:release", "/phone")


CONSENT = replace(c.CONSENT, clauses=CLAUSES)


@pytest.mark.parametrize(
    ("consent", "at"),
    [
        (None, c.AT),
        (replace(CONSENT, status=ConsentStatus.WITHDRAWN), c.AT),
        (replace(CONSENT, clauses=(c.CLAUSE,)), c.AT),
        (replace(CONSENT, clauses=(c.CLAUSE, replace(DIAGNOSIS, valid_until=c.AT + c.DAY))), c.AT),
        (CONSENT, c.CLAUSE.valid_until),
        (CONSENT, PACKET.consent.valid_until),
    ],
)
def test_a_packet_stands_only_as_long_as_the_consent_record_carries_it(consent, at):
    assert stands(PACKET, consent=CONSENT, at=c.AT)
    assert not stands(PACKET, consent=consent, at=at)


def test_a_packet_whose_own_consent_is_over_does_not_stand():
    over = replace(PACKET, consent=replace(PACKET.consent, valid_until=c.AT))
    assert not stands(over, consent=CONSENT, at=c.AT)


def test_a_statutory_packet_stands_without_consent_only():
    whole = replace(PACKET, consent=None, basis="sgbx-69")
    assert stands(whole, consent=None, at=c.AT)
    assert not stands(whole, consent=CONSENT, at=c.AT)


def waiting(**changes: object):
    asked = {"context": DOCTOR, "clauses": CLAUSES, "releases": ()} | changes
    return getattr(still_permitted(PACKET.manifest, **asked), "reason", "granted")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({}, "granted"),
        ({"clauses": ()}, "clause:missing"),
        ({"clauses": CLAUSES[:1]}, "clause:missing"),
        ({"clauses": (c.CLAUSE, replace(DIAGNOSIS, categories=frozenset({"health.diagnosis"})))}, "clause:category"),
        ({"clauses": (replace(c.CLAUSE, id="c3"), DIAGNOSIS)}, "clause:missing"),
        ({"context": replace(DOCTOR, at=c.CLAUSE.valid_until)}, "clause:expired"),
        ({"context": c.SETTING}, "category-partner:health.diagnosis"),
    ],
)
def test_what_waits_is_asked_again_when_it_is_picked_up(changes, reason):
    assert waiting(**changes) == reason


@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("clause:expired", Unreadable.CONSENT_ENDED),
        ("consent-ended", Unreadable.CONSENT_ENDED),
        ("manifest:unlisted", Unreadable.MANIFEST_INCOMPLETE),
        ("clause:purpose", Unreadable.NOT_PERMITTED),
        ("forbidden:icd", Unreadable.NOT_PERMITTED),
    ],
)
def test_a_refusal_has_its_code_on_the_wire(reason, code):
    assert unreadable_code(Refused(reason=reason)) == code


def test_a_sheet_is_refused_at_its_first_leaf_in_document_order():
    sheet = Sheet(rows=PACKET.manifest, data=DATA, fields=LEAVES, enclosures=(), clauses=CLAUSES)
    asked = []
    check_sheet(sheet, permit=lambda field, _, clauses: asked.append((field.pointer, len(clauses))) or Granted())
    assert asked == [("/phone", 1), ("/s", 1), ("/s", 1), ("/aim/0", 1)]
    assert check_sheet(sheet, permit=lambda field, *_: Refused(reason="x", pointer=field.pointer)).pointer == "/phone"
