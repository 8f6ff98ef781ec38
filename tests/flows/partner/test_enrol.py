"""Two people enrol a partner by its document; one that is suspended stays so."""

from datetime import timedelta

import pytest

from exchange.core.compliance import gate
from exchange.core.compliance.gate import RuleFailed
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.outcome import Look
from exchange.core.errors import (
    Conflict,
    FourEyes,
    KeyUnusable,
    NotAnEntity,
    SchemaInvalid,
    TooLarge,
)
from exchange.core.partner.fingerprint import FingerprintMismatch
from exchange.core.partner.partner import PartnerStatus
from exchange.flows.compliance.rulebook import rulebook
from exchange.flows.partner.enrol import fingerprint_in, seen
from exchange.flows.partner.standing import suspend
from keys.jwk import PrivateKey, Purpose
from tests.flows.register.test_enter import enters
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, KIM, OTHER, PARTNER_KEYS, Bench, claim, document_of, encoded, jwks, key_of
from tests.support.reviewed import SINCE, arm


def test_two_people_enrol_a_partner_and_every_key_is_noted():
    bench = Bench()
    assert {one["purpose"] for one in bench.leaves("KEY_CHANGED")} == {purpose.value for purpose in PARTNER_KEYS}
    for second in (None, KIM):
        with pytest.raises(FourEyes):
            bench.enrol(document_of(CENTRE), second=second)


def broken(**changes: object):
    return document_of("https://neu.example") | changes


OLD = PrivateKey.generate(Purpose.ACK, nbf=NOON - timedelta(days=9), exp=NOON - timedelta(days=1))


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"ack_jwks": jwks(OLD)}, "ack: unknown-key"),
        ({"ack_jwks": jwks(key_of("https://neu.example", Purpose.OAUTH))}, "two-purposes"),
        ({"enc_jwks": jwks(key_of("https://neu.example", Purpose.ACK))}, "enc: bad-algorithm"),
    ],
)
def test_a_document_with_unusable_keys_is_refused(changes, detail):
    with pytest.raises(KeyUnusable) as refused:
        Bench().enrol(broken(**changes))
    assert refused.value.detail == detail


def test_a_document_with_a_private_key_is_refused():
    private = {"keys": [key_of("https://neu.example", Purpose.ACK).to_jwk()]}
    with pytest.raises((KeyUnusable, SchemaInvalid)):
        Bench().enrol(broken(ack_jwks=private))


@pytest.mark.parametrize("entity", ["http://neu.example", "https://neu.example/", "https://NEU.example", "neu", 7])
def test_a_partner_has_an_entity_id(entity):
    with pytest.raises((SchemaInvalid, NotAnEntity)):
        Bench().enrol(broken(entity=entity))


def lines(**changes: object):
    (line,) = document_of(CENTRE)["service_lines"]
    return [line | changes]


@pytest.mark.parametrize(
    "offers",
    [
        lines(profile={"properties": {"person": {"required": ["nickname"], "properties": {"nickname": {}}}}}),
        lines(profile={"unevaluatedProperties": True}),
        lines(schema="urn:geleit:schema:debt-counselling:1", profile={}),
        lines() + lines(title="Noch einmal"),
        lines(service="weather"),
    ],
)
def test_offers_narrow_their_own_schema_and_are_named_once(offers):
    with pytest.raises(SchemaInvalid):
        Bench().enrol(broken(service_lines=offers))


def test_a_changed_pin_is_a_conflict_until_the_partner_is_suspended():
    bench = Bench()
    fresh = PrivateKey.generate(Purpose.FEDERATION, nbf=NOON, exp=NOON + timedelta(days=90))
    document = document_of(CENTRE) | {"federation_jwks": jwks(fresh)}
    with pytest.raises(Conflict):
        bench.enrol(document)
    suspend(CENTRE, by=claim(KIM), hub=bench.hub)
    # Its new key is taken; whether it takes part again, two people decide apart from that.
    assert bench.enrol(document).partner.standing is PartnerStatus.SUSPENDED


def test_a_document_passes_with_the_fingerprint_that_was_read_out_and_no_other():
    document = encoded(document_of(CENTRE))
    read_out = fingerprint_in(document)
    assert seen(document, typed=f" {read_out.lower().replace('-', ' ')} ") == document
    other = encoded(document_of(CENTRE) | {"enc_jwks": jwks(key_of(OTHER, Purpose.ENC))})
    for typed in ("", read_out[:-1], fingerprint_in(other)):
        with pytest.raises(FingerprintMismatch):
            seen(document, typed=typed)


def test_an_enrolment_that_a_rule_stops_leaves_nothing(monkeypatch):
    bench = Bench()
    before = bench.log()
    monkeypatch.setattr(gate, "decide", lambda *_: Look().fails())
    with pytest.raises(RuleFailed) as refused:
        bench.enrol(document_of("https://neu.example"))
    assert (refused.value.detail, bench.log()) == ("CR-02", before)


def test_the_leaf_of_an_enrolment_says_which_rules_did_not_pass():
    bench = Bench()
    assert {tuple(one["findings"]) for one in bench.leaves("PARTNER_ENROLLED")} == {("RE-01",)}
    assert bench.leaves("PARTNER_ENROLLED")[0]["rulebook_sha256"] == rulebook().sha256


def test_where_the_house_asks_for_agreements_they_are_there_before_a_partner_is_enrolled():
    bench = Bench()
    arm(bench, "RE-01")
    with pytest.raises(RuleFailed) as refused:
        bench.enrol(broken())
    assert refused.value.detail == "RE-01"
    for kind in (FactKind.CONTRACT, FactKind.UNDERTAKING):
        enters(bench, kind, partner="https://neu.example", **SINCE)
    assert bench.enrol(broken()).partner.standing is PartnerStatus.ACTIVE


def test_a_large_document_is_refused():
    with pytest.raises(TooLarge):
        Bench().enrol(b" " * 65_537)


def exported(document, **members: object):
    """The document with its keys as a browser's key store exports them."""
    for purpose in ("federation", "oauth", "enc", "ack"):
        for jwk in document[f"{purpose}_jwks"]["keys"]:
            jwk.update({"ext": True, "key_ops": [] if purpose == "enc" else ["verify"]} | members)
    return document


def test_keys_with_members_of_their_exporter_are_enrolled():
    Bench().enrol(exported(document_of(OTHER)))


@pytest.mark.parametrize("members", [{"d": "AA"}, {"priv": "AA"}, {"key_ops": ["sign", "encrypt"]}])
def test_keys_that_are_private_or_contradict_themselves_are_not(members):
    with pytest.raises(KeyUnusable):
        Bench().enrol(exported(document_of(OTHER), **members))
