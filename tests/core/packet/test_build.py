import json
import os
from dataclasses import replace

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from exchange.core.consent.context import Claimed, Statute
from exchange.core.consent.field import Enclosure, fields_of
from exchange.core.consent.permits import permits
from exchange.core.packet.build import Built, Stopped, build
from exchange.core.packet.check import check, check_opened
from exchange.core.packet.packet import FileRef
from exchange.core.vocabulary import Category, Direction, PacketKind, Power, Service
from tests.support import consented as c

DATA = {"phone": "030 1234567", "plan": {"reason": "Tagesstruktur"}, "flat": [{"m2": 40}, {"m2": 50}]}
SAYS = {
    "/phone": Category.PERSON_CONTACT,
    "/plan/reason": Category.REFERRAL_CORE,
    "/flat/0/m2": Category.HOUSING,
    "/flat/1/m2": Category.HOUSING,
}
FILE = Enclosure(id="0195f3a2-7c11-7abc-8def-000000000009", name="Brief.pdf", category="referral.core")


def made(data=DATA, says=SAYS, *, annotations=None, context=c.SETTING, clauses=(c.CLAUSE,), **changes: object):
    asked = {"enclosures": (), "releases": (), "kind": PacketKind.REQUEST} | changes
    annotations = c.annotated(data, says) if annotations is None else annotations
    return build(data, fields=annotations, context=context, clauses=clauses, **asked)


def reasons(stopped):
    assert not stopped
    return {refused.pointer: refused.reason for refused in stopped.refusals}


kinds = st.sampled_from(PacketKind)
MOST = 5_000 if os.environ.get("GELEIT_SOAK") == "1" else 300


@given(c.annotated_documents(), c.settings_out, c.release_lists, kinds)
def test_without_clauses_nothing_at_all_leaves(document, context, releases, kind):
    data, annotations = document
    built = made(data, annotations=annotations, context=context, clauses=(), releases=releases, kind=kind)
    assert isinstance(built, Stopped) or (built.data, built.manifest) == ({}, ())


@settings(max_examples=MOST)
@given(c.annotated_documents(), c.settings_out, c.clause_lists(), c.release_lists)
def test_every_leaf_that_leaves_is_permitted_and_in_exactly_one_row(document, context, clauses, releases):
    data, annotations = document
    built = made(data, annotations=annotations, context=context, clauses=clauses, releases=releases)
    event("built" if built else "stopped")
    if isinstance(built, Built):
        assert sorted(row.pointer for row in built.manifest) == sorted(pointer for pointer, _ in fields_of(built.data))
        values = dict(fields_of(data))
        granted = {
            field.pointer
            for field in annotations
            if permits(field, value=values[field.pointer], context=context, clauses=clauses, releases=releases)
        }
        assert set(built.moved) == granted
        assert {line.pointer for line in built.left_out} == set(values) - granted


@settings(max_examples=MOST)
@given(c.annotated_documents(), c.settings_out, c.clause_lists(), c.release_lists)
def test_what_was_built_passes_every_later_check(document, context, clauses, releases):
    data, annotations = document
    clauses = tuple(clause for clause in clauses if clause.recipient == context.recipient)
    built = made(data, annotations=annotations, context=context, clauses=clauses, releases=releases)
    if isinstance(built, Built):
        moved = [replace(a, pointer=built.moved[a.pointer]) for a in annotations if a.pointer in built.moved]
        whole = packet_for(built, context=context, clauses=clauses)
        assert check(whole, fields=moved, context=context, releases=releases)
        assert check_opened(whole, fields=moved, context=context)


def packet_for(built, *, context, clauses):
    to = context.recipient
    return c.packet(built, clauses, audience=to.entity, service=to.service_line, purpose=context.purpose)


def test_an_uncovered_optional_leaf_stays_and_the_reason_is_said():
    built = made()
    assert built.data == {"phone": "030 1234567", "plan": {"reason": "Tagesstruktur"}}
    assert [(line.pointer, line.reason) for line in built.left_out] == [
        ("/flat/0/m2", "clause:category"),
        ("/flat/1/m2", "clause:category"),
    ]


def test_an_uncovered_required_leaf_stops_everything():
    annotations = [replace(field, required=field.pointer == "/flat/1/m2") for field in c.annotated(DATA, SAYS)]
    assert reasons(made(annotations=annotations)) == {"/flat/1/m2": "clause:category"}


def test_rows_point_to_where_the_values_are_now():
    data = {"list": ["F32.1", "Tagesstruktur"]}
    built = made(data, {"/list/0": Category.REFERRAL_CORE, "/list/1": Category.REFERRAL_CORE})
    assert built.data == {"list": ["Tagesstruktur"]}
    assert [row.pointer for row in built.manifest] == ["/list/0"]


@pytest.mark.parametrize(
    ("kind", "stops"),
    [
        (PacketKind.REQUEST, True),
        (PacketKind.ENQUIRY, True),
        (PacketKind.UPDATE, False),
        (PacketKind.ANSWER, False),
    ],
)
def test_a_request_with_nothing_in_it_stops(kind, stops):
    built = made({"flat": 40}, {"/flat": Category.HOUSING}, kind=kind)
    assert isinstance(built, Stopped) is stops


def test_nothing_of_a_stopped_build_can_be_sent_by_mistake():
    stopped = made(clauses=())
    assert not stopped
    assert not hasattr(stopped, "data")
    assert reasons(stopped)[""] == "manifest:empty"


def test_an_attachment_is_asked_like_a_leaf():
    other = replace(FILE, id="0195f3a2-7c11-7abc-8def-000000000008", category="housing")
    built = made(enclosures=(FILE, other))
    assert built.manifest[-1].pointer == f"attachment:{FILE.id}"
    assert built.left_out[-1].pointer == f"attachment:{other.id}"
    assert other.id not in json.dumps([row.pointer for row in built.manifest])


def test_a_required_attachment_that_is_not_covered_stops():
    stopped = made(enclosures=(replace(FILE, category="housing", required=True),))
    assert reasons(stopped) == {f"attachment:{FILE.id}": "clause:category"}


ANNOTATIONS = c.annotated(DATA, SAYS)


@pytest.mark.parametrize(
    ("annotations", "found"),
    [
        (ANNOTATIONS[1:], {"/phone": "manifest:unannotated"}),
        ([*ANNOTATIONS, ANNOTATIONS[0]], {"/phone": "manifest:twice"}),
        ([*ANNOTATIONS, c.field("/mail")], {"/mail": "manifest:no-leaf"}),
        ([replace(ANNOTATIONS[0], sealed=True), *ANNOTATIONS[1:]], {"/phone": "manifest:category"}),
        ([replace(ANNOTATIONS[0], categories=()), *ANNOTATIONS[1:]], {"/phone": "manifest:category"}),
        ([replace(ANNOTATIONS[0], categories=("a", "b")), *ANNOTATIONS[1:]], {"/phone": "manifest:category"}),
    ],
)  # fmt: skip
def test_annotations_must_fit_the_data_exactly(annotations, found):
    assert reasons(made(annotations=annotations)) == found


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"categories": ("safety",)}, "manifest:category"),
        ({"source": "jobcenter"}, "manifest:source"),
        ({"sealed": False}, "manifest:category"),
    ],
)
def test_a_sealed_part_is_what_it_says_itself(change, reason):
    data = {"s": c.sealed("health.diagnosis")}
    annotations = [replace(field, **change) for field in c.annotated(data, {})]
    assert reasons(made(data, annotations=annotations)) == {"/s": reason}


def test_two_clauses_of_one_id_stop_the_build():
    assert reasons(made(clauses=(c.CLAUSE, c.CLAUSE))) == {"": "manifest:clause"}


def test_a_build_is_for_the_way_out_only():
    assert reasons(made(context=c.BACK)) == {"": "manifest:context"}


STATUTE = Statute(power=Power.SGBX_69, justification="Krise", decided_by="s1", approved_by="s2")


def test_on_a_statutory_basis_rows_name_the_power_and_no_clause():
    context = replace(c.SETTING, sgb1_35=True, service=Service.APPLICATION_SUPPORT, basis=STATUTE)
    row = made(context=context, clauses=()).manifest[0]
    assert (row.clauses, row.basis) == ((), "sgbx-69")


def test_the_sender_must_hold_the_justification_itself():
    context = replace(c.SETTING, sgb1_35=True, service=Service.APPLICATION_SUPPORT, basis=Claimed(power=Power.SGBX_69))
    assert reasons(made(context=context, clauses=())) == {"": "clause:justification"}


def test_the_way_back_is_never_built_here():
    back = (replace(c.CLAUSE, direction=Direction.BACK),)
    assert reasons(made(clauses=back))[""] == "manifest:empty"


def test_a_built_packet_with_attachments_passes_the_check():
    built = made(enclosures=(FILE,))
    ref = FileRef(
        id=FILE.id, name=FILE.name, media_type="application/pdf", length=1, sealed_length=1,
        sha256=c.DIGEST, key=c.DIGEST, category=FILE.category,
    )  # fmt: skip
    whole = c.packet(built, (c.CLAUSE,), attachments=(ref,))
    annotations = c.annotated(built.data, SAYS)
    assert check(whole, fields=annotations, context=c.SETTING, releases=())
    renamed = replace(whole, attachments=(replace(ref, category="housing"),))
    assert not check(renamed, fields=annotations, context=c.SETTING, releases=())
    assert not check(replace(whole, attachments=()), fields=annotations, context=c.SETTING, releases=())
