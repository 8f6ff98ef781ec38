"""Each code of protocol section 5 once, by a packet that is wrong in just that way."""

from dataclasses import replace
from datetime import timedelta

import pytest

import schemas
from exchange.partner.unseal import PARCEL_LIMIT, examine_outer
from exchange.partner.verify import read_offer
from keys.jwk import PrivateKey, Purpose
from keys.stream import padme, sealed_length
from keys.strictjson import dumps, loads
from tests.partner.conftest import ENTITY
from tests.partner.foreign_hub import YEAR, new_id, new_key, now
from tests.partner.making import DATA, make


def malformed(hub):
    sent = make(hub)
    raw, jwe_sha256 = sent.parcel()
    return sent, (raw[:-1] + b',"packet":""}', jwe_sha256)


def malformed_inside(hub):
    sent = make(hub)
    rx = {"v": "rx-1"}
    return sent, sent.parcel(sent.sealed(sent.inner(rx=rx)))


def too_large(hub):
    sent = make(hub)
    raw, jwe_sha256 = sent.parcel()
    return sent, (raw + b" " * 1024 * 1024, jwe_sha256)


def undecryptable(hub):
    sent = make(hub)
    sent.to = PrivateKey.generate(Purpose.ENC, alg="HPKE-9-KE", nbf=now() - YEAR, exp=now() + YEAR).public
    return sent, sent.parcel()


def bad_signature_outside(hub):
    sent = make(hub)
    parcel, jwe_sha256 = sent.parcel()
    read = loads(parcel)
    head, claims, _ = read["transfer"].split(".")
    return sent, (dumps({**read, "transfer": f"{head}.{claims}.{'A' * 86}"}), jwe_sha256)


def bad_signature_inside(hub):
    sent = make(hub)
    head, claims, _ = sent.inner().split(".")
    return sent, sent.parcel(sent.sealed(f"{head}.{claims}.{'A' * 86}"))


def wrong_audience_outside(hub):
    sent = make(hub)
    return sent, sent.parcel(audience="https://other.example")


def wrong_audience_inside(hub):
    sent = make(hub)
    return sent, sent.parcel(sent.sealed(sent.inner(aud="https://other.example")))


def unknown_key_outside(hub):
    sent = make(hub)
    return sent, sent.parcel(transfer_key=new_key(Purpose.PACKET))


def unknown_key_inside(hub):
    sent = make(hub)
    sent.signer = new_key(Purpose.PACKET)
    return sent, sent.parcel()


def not_the_owner_of_the_key(hub):
    sent = make(hub)
    return sent, sent.parcel(sent.sealed(sent.inner(iss="https://other.example")))


def key_not_valid_when_signed(hub):
    sent = make(hub)
    sent.packet = replace(sent.packet, issued_at=now().replace(microsecond=0) - YEAR - timedelta(days=1))
    return sent, sent.parcel(issued_at=now())


def signed_in_the_future(hub):
    sent = make(hub)
    sent.packet = replace(sent.packet, issued_at=now().replace(microsecond=0) + timedelta(minutes=3))
    return sent, sent.parcel(issued_at=now())


def another_id_outside(hub):
    sent = make(hub)
    return sent, sent.parcel(packet=new_id())


def another_id_inside(hub):
    sent = make(hub)
    return sent, sent.parcel(sent.sealed(sent.inner(jti=new_id())))


def sealed_anew_to_another_key_of_ours(hub):
    sent = make(hub)
    sent.packet = replace(sent.packet, enc_kid="A" * 43)
    return sent, sent.parcel()


def another_jwe_than_the_token_says(hub):
    sent = make(hub)
    return sent, sent.parcel(jwe_sha256="A" * 43)


def another_jwe_than_announced(hub):
    sent = make(hub)
    raw, _ = sent.parcel()
    return sent, (raw, "A" * 43)


def a_token_of_somebody_else(hub):
    sent = make(hub)
    return sent, sent.parcel(issuer="https://other.example")


def another_length_than_the_token_says(hub):
    sent = make(hub)
    return sent, sent.parcel(jwe_length=7)


def another_origin(hub):
    sent = make(hub)
    return sent, sent.parcel(origin="https://other.example")


def another_end_outside(hub):
    sent = make(hub)
    return sent, sent.parcel(expires_at=sent.packet.expires_at + timedelta(days=1))


def with_file(hub, **changes: object):
    sent = make(hub, files=[("a.pdf", b"a" * 100)])
    (ref,) = sent.packet.attachments
    sent.packet = replace(sent.packet, attachments=(replace(ref, **changes),))
    return sent, sent.parcel()


def a_file_over_the_limit(hub):
    length = 50 * 1024 * 1024 + 1
    return with_file(hub, length=length, sealed_length=sealed_length(padme(length)))


def more_files_than_allowed(hub):
    sent = make(hub, files=[(f"{number}.pdf", b"a") for number in range(21)])
    return sent, sent.parcel()


def files_over_the_limit_together(hub):
    sent = make(hub, files=[(f"{number}.pdf", b"a") for number in range(5)])
    length = 45 * 1024 * 1024
    large = {"length": length, "sealed_length": sealed_length(padme(length))}
    sent.packet = replace(sent.packet, attachments=tuple(replace(ref, **large) for ref in sent.packet.attachments))
    return sent, sent.parcel()


def a_file_of_an_impossible_length(hub):
    return with_file(hub, sealed_length=7)


def a_file_under_another_key(hub):
    return with_file(hub, key="A" * 43)


def a_file_whose_padding_is_not_zeros(hub):
    return with_file(hub, length=97)


def blobs_that_do_not_match(hub):
    sent = make(hub, files=[("a.pdf", b"a")])
    return sent, sent.parcel(blobs=())


def schema_invalid(hub):
    sent = make(hub)
    sent.packet = replace(sent.packet, data={**DATA, "unheard_of": "x"})
    return sent, sent.parcel()


def another_profile(hub):
    sent = make(hub)
    sent.packet = replace(sent.packet, profile_sha256="A" * 43)
    return sent, sent.parcel()


def another_line(hub):
    sent = make(hub)
    sent.packet = replace(sent.packet, service="unheard-of")
    return sent, sent.parcel()


def a_leaf_without_row(hub):
    sent = make(hub)
    sent.packet = replace(sent.packet, manifest=sent.packet.manifest[1:])
    return sent, sent.parcel()


def a_row_of_another_category(hub):
    sent = make(hub)
    first, *rest = sent.packet.manifest
    sent.packet = replace(sent.packet, manifest=(first._replace(categories=("housing",)), *rest))
    return sent, sent.parcel()


def a_clause_that_does_not_cover(hub):
    sent = make(hub)
    consent = sent.packet.consent
    clauses = tuple(replace(clause, categories=frozenset({"housing"})) for clause in consent.clauses)
    sent.packet = replace(sent.packet, consent=replace(consent, clauses=clauses))
    return sent, sent.parcel()


def over_long_ago(hub):
    sent = make(hub, at=now() - timedelta(days=22))
    return sent, sent.parcel()


def a_consent_that_has_ended(hub):
    sent = make(hub, at=now() - timedelta(days=2), until=-timedelta(days=1))
    return sent, sent.parcel()


WRONG = {
    malformed: "malformed",
    malformed_inside: "malformed",
    too_large: "too-large",
    undecryptable: "undecryptable",
    bad_signature_outside: "bad-signature",
    bad_signature_inside: "bad-signature",
    wrong_audience_outside: "wrong-audience",
    wrong_audience_inside: "wrong-audience",
    unknown_key_outside: "unknown-key",
    unknown_key_inside: "unknown-key",
    not_the_owner_of_the_key: "unknown-key",
    key_not_valid_when_signed: "unknown-key",
    signed_in_the_future: "unknown-key",
    another_id_outside: "id-mismatch",
    another_id_inside: "id-mismatch",
    sealed_anew_to_another_key_of_ours: "id-mismatch",
    another_jwe_than_the_token_says: "digest-mismatch",
    another_jwe_than_announced: "digest-mismatch",
    a_token_of_somebody_else: "unknown-key",
    another_length_than_the_token_says: "digest-mismatch",
    another_origin: "id-mismatch",
    another_end_outside: "expired",
    a_file_over_the_limit: "too-large",
    more_files_than_allowed: "too-large",
    files_over_the_limit_together: "too-large",
    a_file_of_an_impossible_length: "digest-mismatch",
    a_file_under_another_key: "undecryptable",
    a_file_whose_padding_is_not_zeros: "undecryptable",
    blobs_that_do_not_match: "digest-mismatch",
    schema_invalid: "schema-invalid",
    another_profile: "schema-invalid",
    another_line: "schema-invalid",
    a_leaf_without_row: "manifest-incomplete",
    a_row_of_another_category: "manifest-incomplete",
    a_clause_that_does_not_cover: "not-permitted",
    over_long_ago: "expired",
    a_consent_that_has_ended: "consent-ended",
}
OPENED = {"id-mismatch", "schema-invalid", "manifest-incomplete", "not-permitted", "expired", "consent-ended"}


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.__name__)
def test_each_fault_has_its_own_code_and_nothing_is_kept(hub, partner, folder, wrong):
    sent, parcel = wrong(hub)
    sent.offer(parcel)
    assert partner.receive().unreadable == ((sent.packet.id, WRONG[wrong]),)
    (answer,) = hub.events()
    assert (answer.name, dict(answer.members)) == ("unreadable", {"reason": WRONG[wrong]})
    assert not (folder / "inbox" / sent.packet.id / "parcel.json").exists()


def test_a_parcel_over_the_limit_is_not_even_parsed(partner):
    raw = b" " * (PARCEL_LIMIT + 1)
    assert examine_outer(raw, announced="", decryption=partner._context.decryption) == "too-large"


def test_an_impossible_length_is_seen_before_anything_is_fetched(hub, partner):
    sent, parcel = a_file_of_an_impossible_length(hub)
    sent.offer(parcel)
    partner.receive()
    assert hub.heard.ranges == []


@pytest.mark.parametrize("wrong", [a_leaf_without_row, undecryptable, malformed], ids=lambda wrong: wrong.__name__)
def test_an_answer_speaks_of_the_thread_exactly_when_the_packet_was_opened(hub, partner, wrong):
    sent, parcel = wrong(hub)
    sent.offer(parcel)
    partner.receive()
    (answer,) = hub.events()
    opened = WRONG[wrong] in OPENED
    assert (answer.referral, answer.seq) == ((sent.packet.referral, 1) if opened else (None, None))
    assert answer.jwe_sha256 == parcel[1]
    assert answer.issuer == ENTITY


def test_the_first_fault_in_order_gives_the_code(hub, partner):
    sent, _ = over_long_ago(hub)
    sent.packet = replace(sent.packet, manifest=(), enc_kid="A" * 43)
    sent.offer(sent.parcel(audience="https://other.example"))
    assert partner.receive().unreadable == ((sent.packet.id, "wrong-audience"),)


def test_the_same_packet_again_gets_the_same_answer_again(hub, partner):
    sent = make(hub)
    parcel = sent.parcel()
    sent.offer(parcel)
    partner.receive()
    sent.offer(parcel)
    partner.receive()
    first, second = hub.heard.events
    assert first == second


def test_the_same_packet_sealed_anew_gets_the_same_answer_again(hub, partner):
    sent = make(hub)
    inner = sent.inner()
    for _ in range(2):
        sent.offer(sent.parcel(sent.sealed(inner)))
        partner.receive()
    first, second = hub.heard.events
    assert first == second


def test_another_packet_under_the_same_id_is_a_duplicate_and_changes_nothing(hub, partner):
    sent = make(hub)
    sent.offer()
    partner.receive()
    sent.packet = replace(sent.packet, version=2)
    sent.offer()
    partner.receive()
    assert [event.members.get("reason") for event in hub.events()] == [None, "duplicate"]
    assert partner.read(sent.packet.id).version == 1


def test_what_could_not_be_opened_is_received_once_the_hub_has_put_it_right(hub, partner):
    sent, parcel = undecryptable(hub)
    sent.offer(parcel)
    partner.receive()
    sent.to = None
    sent.offer()
    assert partner.receive().received == (sent.packet.id,)


@pytest.mark.parametrize(("said", "norm"), [({}, ""), ({"sgb1_35": "§ 23 SGB I"}, "§ 23 SGB I")])
def test_a_partner_is_a_body_of_section_35_only_where_its_document_says_so(said, norm):
    assert read_offer(schemas.example("partner") | {"kind": "public-body"} | said).sgb1_35 == norm


@pytest.mark.parametrize(("kind", "bound"), [("doctor", True), ("clinic", True), ("counselling-centre", False)])
def test_no_document_frees_a_doctor_from_secrecy(kind, bound):
    assert read_offer(schemas.example("partner") | {"kind": kind, "bound_by_203": False}).bound_by_203 is bound
