"""A sealed part goes the way of any field: consent is asked, a person confirms, and the hub sees none of it."""

from dataclasses import replace

import pytest

import schemas
from exchange.core.consent.field import read
from exchange.core.errors import NotCovered, PartnerSuspended
from exchange.core.partner.partner import PartnerStatus
from exchange.core.partner.sealed_part import SealedPartUnfit
from exchange.core.referral.finding import FindingsUnconfirmed
from exchange.flows.sending.drafting.edit import edit
from exchange.partner.sealed.open import opened_parts
from tests.partner.sealed.making import ABOUT, LETTER, a_part
from tests.support.hubs import CENTRE, KIM, OTHER, Bench, claim, document_of, encoded, refer_document, ring_of

ANEW = "https://neu.example"
LOOKED = [{"kind": "sealed-unread", "pointer": "/sealed/0"}]
USUAL = schemas.example("consent")["clauses"][0]["categories"]
COVERED = [*USUAL, "prior.services"]


def drafted(bench, part, **changes: object):
    return bench.draft(data={"sealed": [part]}, **{"confirmed": LOOKED} | changes)


def renewed(bench):
    """The partner comes with another key."""
    bench.enrol(document_of(CENTRE, enc_jwks=document_of(ANEW)["enc_jwks"]))


def refused(call, *words, **more):
    with pytest.raises(SealedPartUnfit) as error:
        call(*words, **more)
    return error.value.detail, error.value.pointer


def test_it_reaches_the_partner_and_opens_there_and_nowhere_before():
    bench = Bench()
    bench.a_consent(categories=COVERED)
    referral = bench.release(drafted(bench, a_part())).referral
    voice = bench.voice(referral)
    packet = voice.opened()
    row = next(row for row in packet.manifest if row.sealed)
    assert (row.pointer, row.categories, row.clauses, row.source) == ("/sealed/0", ABOUT, ("out-1", "out-1"), "person")
    (part,) = opened_parts(packet, ring=ring_of(CENTRE))
    assert (part.problem, part.file.content, part.file.name) == ("", LETTER, "befund.pdf")
    assert part.file.categories == ABOUT
    assert "befund" not in bench.everything()


def test_a_person_confirms_that_nobody_looked_inside():
    bench = Bench()
    with pytest.raises(FindingsUnconfirmed) as error:
        drafted(bench, a_part(), confirmed=[])
    assert [(one.kind, one.pointer) for one in error.value.findings] == [("sealed-unread", "/sealed/0")]
    # Another part at the same place is not the one that was confirmed.
    referral = drafted(bench, a_part())
    document = {"data": refer_document()["data"] | {"sealed": [a_part()]}, "sources": refer_document()["sources"]}
    with pytest.raises(FindingsUnconfirmed):
        edit(referral.id, encoded(document), by=claim(KIM), hub=bench.hub)


def test_what_it_declares_needs_a_clause_like_any_field():
    bench = Bench()
    bench.a_consent(categories=USUAL)
    referral = drafted(bench, a_part())
    assert bench.beyond(referral) == ["/sealed/0"]
    with pytest.raises(NotCovered) as error:
        bench.release(referral)
    assert error.value.pointer == "/sealed/0"


def test_a_part_for_another_partner_is_refused_where_it_is_written():
    bench = Bench()
    other = a_part(document=document_of(OTHER))
    assert refused(drafted, bench, other) == ("sealed-recipient", "/data/sealed/0")
    referral = bench.draft()
    document = {"data": refer_document()["data"] | {"sealed": [other]}, "confirmed": LOOKED}
    assert refused(edit, referral.id, encoded(document), by=claim(KIM), hub=bench.hub)[0] == "sealed-recipient"


def test_a_part_that_was_cut_off_or_is_called_something_else_is_refused():
    bench, part = Bench(), a_part()
    head, _, tag = part["jwe"].rpartition(".")
    assert refused(drafted, bench, part | {"jwe": f"{head[:-8]}.{tag}"})[0] == "sealed-form"
    assert refused(drafted, bench, part | {"categories": ["prior.services"]})[0] == "sealed-form"


def test_after_the_partners_key_has_changed_it_has_to_be_sealed_anew():
    bench = Bench()
    bench.a_consent(categories=COVERED)
    referral = drafted(bench, a_part())
    renewed(bench)
    assert refused(bench.release, referral) == ("sealed-key", "/data/sealed/0")
    # What is to stay here anyway stops nothing.
    assert bench.release(referral, leave_out=["/sealed/0"]).referral.packet


def test_a_suspended_partner_gets_no_sealed_part_either():
    bench = Bench()
    with bench.store.transaction() as tx:
        partner = tx.partners.get(CENTRE)
        tx.partners.put(replace(partner, standing=PartnerStatus.SUSPENDED))
    with pytest.raises(PartnerSuspended):
        drafted(bench, a_part())


def test_a_part_that_says_otherwise_inside_stays_shut_and_hides_no_other():
    bench = Bench()
    bench.a_consent(categories=COVERED)
    parts = [a_part(), a_part(b"%PDF-1.7 zwei")]
    confirmed = [LOOKED[0] | {"pointer": f"/sealed/{index}"} for index in (0, 1)]
    referral = bench.draft(data={"sealed": parts}, confirmed=confirmed)
    packet = bench.voice(bench.release(referral).referral).opened()
    inside = read(packet.data, "/sealed/0")
    head, _, tag = inside["jwe"].rpartition(".")
    inside["jwe"] = f"{head}.{tag[:-4]}AAAA"
    shut, opened = opened_parts(packet, ring=ring_of(CENTRE))
    assert (shut.file, shut.problem, opened.problem, opened.file.content) == (
        None,
        "undecryptable",
        "",
        b"%PDF-1.7 zwei",
    )
    assert [one.problem for one in opened_parts(packet, ring=ring_of(OTHER))] == ["unknown-key"] * 2
