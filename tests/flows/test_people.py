"""Who may do what: staff, two pairs of eyes, trainings, drafts, partners."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.errors import (
    AttachmentRefused,
    Conflict,
    Duplicate,
    Forbidden,
    FourEyes,
    IllegalStep,
    KeyUnusable,
    Malformed,
    NotAnEntity,
    NotCovered,
    NotFound,
    NotTrained,
    PartnerSuspended,
    PartnerUnknown,
    SchemaInvalid,
    TooLarge,
    WrongPassphrase,
)
from exchange.core.partner.partner import PartnerStatus
from exchange.core.policy import Policy
from exchange.core.vocabulary import Role, Scan, State
from exchange.flows.delivery.dead_letter import send_again
from exchange.flows.operations.rotate_keys import AHEAD, rotate
from exchange.flows.partner.capacity import set_capacity
from exchange.flows.partner.enrol import suspend
from exchange.flows.sending.attach import attach, seal_for
from exchange.flows.sending.draft import draft
from exchange.flows.sending.release import release_and_send, request_consent
from exchange.flows.sending.update import update
from exchange.flows.staff.authenticate import Credentials, add_staff, authenticate, authorize, record_training
from exchange.queries.directory import entry, page
from keys.errors import VaultBroken
from keys.jwk import PrivateKey, Purpose
from keys.vault import Vault
from tests.fakes import NOON
from tests.flows.hubs import (
    ALEX,
    BOSS,
    CENTRE,
    DPO,
    KIM,
    OPS,
    OTHER,
    PARTNER_KEYS,
    Bench,
    a_file,
    claim,
    document_of,
    encoded,
    jwks,
    key_of,
    refer_document,
)

BODY, HELP = "https://amt.example", "application-support"

# Staff


def add(bench, name="neu", role=Role.CASEWORKER, by=OPS):
    return add_staff(name, name="N", role=role, passphrase=b"eine neue", by=by and claim(by), hub=bench.hub)


def test_a_wrong_passphrase_opens_nothing():
    bench = Bench()
    wrong = Credentials(KIM, b"falsch")
    with pytest.raises(WrongPassphrase):
        draft(encoded(refer_document()), files=(), by=wrong, hub=bench.hub)
    assert bench.leaves("REFERRAL_CREATED") == []
    assert "falsch" not in repr(wrong)


def test_an_unknown_name_is_answered_like_a_wrong_passphrase():
    bench = Bench()
    with pytest.raises(WrongPassphrase):
        bench.withdraw(bench.a_consent(), by="niemand")


@pytest.mark.parametrize("who", [OPS, DPO])
def test_operators_and_the_data_protection_officer_send_nothing(who):
    with pytest.raises(Forbidden):
        Bench().draft(by=who)


def test_a_member_of_staff_is_added_by_an_operator_and_noted():
    bench = Bench()
    assert add(bench).role is Role.CASEWORKER
    assert bench.leaves("STAFF_ADDED")[0]["by"] == OPS


@pytest.mark.parametrize("who", [None, KIM])
def test_nobody_else_adds_staff(who):
    with pytest.raises(Forbidden):
        add(Bench(), by=who)


def test_nobody_takes_over_anothers_name():
    with pytest.raises(Conflict):
        add(Bench(), name=BOSS)


def train(bench, staff, by=BOSS):
    valid = (NOON, NOON + timedelta(days=30))
    return record_training(staff, topic="sucht", valid=valid, by=claim(by), hub=bench.hub)


def test_nobody_records_a_training_of_their_own():
    with pytest.raises(Forbidden):
        train(Bench(), BOSS)


@pytest.mark.parametrize("who", [KIM, DPO])
def test_nobody_records_a_training_who_may_not_add_staff(who):
    with pytest.raises(Forbidden):
        train(Bench(), ALEX, by=who)


def test_a_training_is_of_somebody():
    with pytest.raises(Forbidden):
        train(Bench(), "niemand")


def test_who_is_not_trained_sends_nothing_sensitive():
    bench = Bench()
    bench.a_consent()
    referral = bench.draft(by=ALEX)
    with pytest.raises(NotTrained):
        bench.release(referral, by=ALEX)
    train(bench, ALEX)
    assert bench.release(referral, by=ALEX).referral.state is State.SENT


def test_a_training_that_ended_is_none():
    bench = Bench()
    train(bench, ALEX)
    bench.clock.advance(days=30)
    bench.a_consent()
    with pytest.raises(NotTrained):
        bench.release(bench.draft(by=ALEX), by=ALEX)


# Two pairs of eyes


def test_what_is_sensitive_beyond_the_standard_needs_a_second_person():
    bench = Bench()
    bench.a_consent()
    with pytest.raises(FourEyes):
        bench.release(bench.draft(), second=None)


def test_the_second_person_is_not_the_first_again():
    bench = Bench()
    bench.a_consent()
    with pytest.raises(FourEyes):
        bench.release(bench.draft(), second=KIM)


def test_who_created_it_never_approves_it():
    bench = Bench()
    bench.a_consent()
    with pytest.raises(FourEyes):
        bench.release(bench.draft(by=ALEX), by=KIM, second=ALEX)


@pytest.mark.parametrize(
    ("second", "refused"),
    [(claim(OPS), Forbidden), (Credentials(BOSS, b"falsch"), WrongPassphrase)],
    ids=["role", "word"],
)
def test_the_second_person_is_proven_like_the_first(second, refused):
    bench = Bench()
    bench.a_consent()
    with pytest.raises(refused):
        release_and_send(bench.draft().id, by=claim(KIM), approve_by=second, hub=bench.hub)


def test_what_is_not_sensitive_needs_no_second_person():
    bench = Bench()
    bench.a_consent(categories=["referral.core", "person.identity", "person.contact", "person.communication"])
    assert bench.release(bench.draft(by=ALEX), by=ALEX, second=None).referral.approved_by == ""


def on_a_power(bench):
    """A draft to a public body on a statutory power, with nothing sensitive in it."""
    line = document_of(BODY)["service_lines"][0]
    line |= {"id": "hilfe", "service": HELP, "schema": f"urn:geleit:schema:{HELP}:1", "profile": {}}
    bench.enrol(document_of(BODY, kind="public-body", service_lines=[line]))
    document = refer_document(
        recipient={"partner": BODY, "service_line": "hilfe"}, service=HELP, purpose=HELP,
        power="sgbx-69", justification="Es braucht die Angaben für seine eigene Aufgabe (erfunden).",
    )  # fmt: skip
    document["data"] = {name: document["data"][name] for name in ("referral", "person", "contact")}
    del document["sources"]["/plan"]
    return draft(encoded(document), files=(), by=claim(KIM), hub=bench.hub)


def test_without_consent_nothing_goes_before_a_second_person_has_decided_it_too():
    bench = Bench()
    referral = on_a_power(bench)
    with pytest.raises(NotCovered) as refused:
        bench.release(referral, second=None)
    assert refused.value.detail == "clause:four-eyes"
    sent = bench.release(referral)
    bench.worker.once()
    voice = bench.voice(sent.referral, partner=BODY)
    voice.fetch()
    packet = voice.opened()
    assert (sent.left_out, packet.basis, packet.consent) == ((), "sgbx-69", None)
    (line,) = bench.ledger(referral.person)
    assert (line.recipient, line.basis, line.clauses) == (BODY, "sgbx-69", ())


def more_on_a_power(bench, referral, *, by=KIM, second=None):
    """Send an update of a matter on a statutory power."""
    document = encoded({"data": {"contact": {"email": "erika@example.org"}}})
    approve = claim(second) if second else None
    return update(referral.id, document, files=(), by=claim(by), approve_by=approve, hub=bench.hub)


def test_without_consent_no_update_goes_either_before_a_second_person_has_decided_it_too():
    bench = Bench()
    sent = bench.release(on_a_power(bench)).referral
    with pytest.raises(FourEyes):
        more_on_a_power(bench, sent)
    assert bench.now(sent).packet == sent.packet
    later = more_on_a_power(bench, sent, second=DPO)
    assert (later.version, later.approved_by, bench.now(sent).approved_by) == (2, DPO, DPO)


def test_who_created_a_matter_approves_no_update_of_it():
    bench = Bench()
    sent = bench.release(on_a_power(bench)).referral
    with pytest.raises(FourEyes):
        more_on_a_power(bench, sent, by=ALEX, second=KIM)


def test_who_attached_a_file_to_a_matter_approves_no_update_of_it():
    bench = Bench()
    referral = on_a_power(bench)
    attach(referral.id, sealed=seal_for(referral.id, file=a_file(), hub=bench.hub), by=claim(BOSS), hub=bench.hub)
    sent = bench.release(referral, second=DPO).referral
    with pytest.raises(FourEyes):
        more_on_a_power(bench, sent, second=BOSS)


def test_what_two_have_decided_goes_once_more_without_a_new_decision():
    bench = Bench()
    sent = bench.release(on_a_power(bench)).referral
    bench.worker.once()
    voice = bench.voice(sent, partner=BODY)
    voice.fetch()
    assert voice.says_unopened("unreadable", reason="undecryptable") == "accepted"
    anew = send_again(sent.id, by=claim(KIM), hub=bench.hub)
    assert (anew.packet != sent.packet, anew.approved_by) == (True, BOSS)


def test_an_error_is_corrected_by_two_neither_of_whom_created_and_approves():
    bench = Bench()
    referral = bench.sent()
    for second in (None, BOSS, KIM):
        with pytest.raises(FourEyes):
            bench.cancel(referral, in_error=True, second=second, by=BOSS)
    assert bench.cancel(referral, in_error=True, second=BOSS).state is State.ENTERED_IN_ERROR


def test_what_was_received_is_no_error_any_more():
    bench = Bench()
    voice = bench.under_way()
    with pytest.raises(IllegalStep):
        bench.cancel(voice.referral, in_error=True, second=BOSS)


def test_two_people_rotate_a_key_which_takes_over_later():
    bench = Bench()
    kept = []
    make = {"by": claim(OPS), "approve_by": claim(BOSS), "keep": kept.append, "hub": bench.hub}
    assert rotate(Purpose.ACK, at_once=False, **make).public.nbf == NOON + AHEAD
    assert rotate(Purpose.ACK, at_once=True, **make).public.nbf == NOON
    with pytest.raises(FourEyes):
        rotate(Purpose.ACK, at_once=True, **make | {"approve_by": claim(OPS)})
    noted = [one["kid"] for one in bench.leaves("KEY_CHANGED") if one["by"] == OPS]
    assert noted == [key.kid for key in kept]
    assert len(noted) == 2


def rotated(bench, purpose, keep=id):
    return rotate(purpose, at_once=False, by=claim(OPS), approve_by=claim(BOSS), keep=keep, hub=bench.hub)


def test_nobody_is_told_of_a_key_that_the_vault_did_not_take(tmp_path):
    bench = Bench()
    bench.under_way()
    bench.mail()
    vault = Vault.create(tmp_path / "hub.vault", passphrase=b"eins zwei drei vier")
    before = bench.leaves("KEY_CHANGED")
    (tmp_path / "hub.vault").chmod(0o644)
    with pytest.raises(VaultBroken):
        rotated(bench, Purpose.ACK, keep=vault.add)
    assert (bench.leaves("KEY_CHANGED"), bench.mail()) == (before, [])
    (tmp_path / "hub.vault").chmod(0o600)
    key = rotated(bench, Purpose.ACK, keep=vault.add)
    assert [one.kid for one in vault.ring] == [key.kid]
    assert [told["kid"] for told in bench.mail()] == [key.kid]


def test_a_partner_that_has_a_packet_is_told_of_a_new_key_once_beside_its_last_one():
    bench = Bench()
    bench.under_way("under-review", "declined")
    last = bench.voice(bench.refer())
    last.fetch()
    bench.mail()
    key = rotated(bench, Purpose.PACKET)
    (told,) = bench.mail()
    assert (told["name"], told["kid"], told["packet"]) == ("key-changed", key.kid, last.packet)
    assert bench.mail(OTHER) == []


@pytest.mark.parametrize("purpose", [Purpose.LOG, Purpose.OAUTH])
def test_nobody_is_told_of_a_key_no_partner_looks_up(purpose):
    bench = Bench()
    bench.under_way()
    bench.mail()
    rotated(bench, purpose)
    assert bench.mail() == []


def test_a_suspended_partner_is_not_told_of_a_new_key():
    bench = Bench()
    bench.under_way()
    bench.mail()
    suspend(CENTRE, by=claim(KIM), hub=bench.hub)
    rotated(bench, Purpose.ACK)
    assert bench.mail() == []


# Drafts


def test_a_second_open_referral_to_the_same_offer_is_a_duplicate():
    bench = Bench()
    first = bench.sent()
    with pytest.raises(Duplicate) as refused:
        bench.draft()
    assert refused.value.detail == first.id


def test_of_two_drafts_only_one_is_sent():
    bench = Bench()
    bench.a_consent()
    first, second = bench.draft(), bench.draft()
    bench.release(first)
    with pytest.raises(Duplicate):
        bench.release(second)


def test_an_unknown_partner_or_offer_is_named():
    bench = Bench()
    with pytest.raises(PartnerUnknown):
        bench.draft(to="https://niemand.example")
    with pytest.raises(PartnerUnknown):
        bench.draft(recipient={"partner": CENTRE, "service_line": "anderes"})


def test_data_have_to_be_of_the_service_of_the_offer():
    with pytest.raises(SchemaInvalid) as refused:
        Bench().draft(service="debt-counselling")
    assert refused.value.pointer == "/service"


@pytest.mark.parametrize("data", [{"weather": "gut"}, {"person": {}}, {"note": "x" * 501}])
def test_data_have_to_fit_schema_and_profile(data):
    with pytest.raises(SchemaInvalid) as refused:
        Bench().draft(data=data)
    assert refused.value.pointer.startswith("/data")


@pytest.mark.parametrize("document", [b"", b"{", b"[]", b'{"a":1,"a":2}', b"\xff", b"null", b'{"person":NaN}'])
def test_what_is_no_document_is_refused(document):
    with pytest.raises((Malformed, SchemaInvalid)):
        draft(document, files=(), by=claim(KIM), hub=Bench().hub)


def test_two_megabytes_are_too_much():
    with pytest.raises(TooLarge):
        draft(b" " * 2_000_000, files=(), by=claim(KIM), hub=Bench().hub)


SMALL = Policy(attachment_limit=10, attachment_count=2, attachments_limit=15)


@pytest.mark.parametrize(
    ("sizes", "detail"), [([11], "too-large"), ([1, 1, 1], "too-many"), ([8, 8], "too-large-together")]
)
def test_attachments_have_limits(sizes, detail):
    bench = Bench(policy=SMALL)
    with pytest.raises(AttachmentRefused) as refused:
        bench.draft(files=[a_file(b"x" * size) for size in sizes])
    assert (refused.value.detail, list(bench.blobs.all())) == (detail, [])


def test_attachments_up_to_the_limits_are_sealed():
    bench = Bench(policy=SMALL)
    bench.draft(files=[a_file(b"x" * 10), a_file(b"y" * 5)])
    assert [b"xxx" in blob for blob in bench.blobs.kept.values()] == [False, False]


@pytest.mark.parametrize("length", [5, 100])
def test_a_file_that_was_cut_off_or_grew_is_refused(length):
    with pytest.raises(AttachmentRefused) as refused:
        Bench().draft(files=[a_file(b"zwanzig Zeichen lang", length=length)])
    assert refused.value.detail == "changed-while-read"


def test_an_attachment_has_a_category_of_ours():
    with pytest.raises(AttachmentRefused):
        Bench().draft(files=[a_file(category="weather")])


def test_an_attachment_that_is_infected_is_not_sent():
    bench = Bench(policy=Policy(scans=frozenset({Scan.CLEAN})))
    bench.a_consent()
    with pytest.raises(AttachmentRefused):
        bench.release(bench.draft(files=[a_file(scan=Scan.NOT_SCANNED)]))


def test_a_draft_can_wait_for_consent():
    bench = Bench()
    referral = bench.draft()
    assert request_consent(referral.id, by=claim(KIM), hub=bench.hub).state is State.AWAITING_CONSENT
    with pytest.raises(IllegalStep):
        request_consent(referral.id, by=claim(KIM), hub=bench.hub)


def test_what_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        request_consent("018f0000-0000-7000-8000-000000000001", by=claim(KIM), hub=Bench().hub)


def test_a_sent_referral_is_not_sent_again():
    bench = Bench()
    referral = bench.sent()
    with pytest.raises((IllegalStep, Duplicate)):
        bench.release(referral)


# Partners


CLASSIC, HYBRID = "ECDH-ES+A256KW", "HPKE-9-KE"


def enc_key(alg=CLASSIC, days=300):
    return PrivateKey.generate(Purpose.ENC, alg=alg, nbf=NOON - timedelta(days=1), exp=NOON + timedelta(days=days))


def test_nothing_is_sealed_to_a_key_that_has_ended():
    bench = Bench()
    bench.a_consent()
    bench.enrol(document_of(CENTRE, enc_jwks=jwks(enc_key(days=2))))
    referral = bench.draft()
    bench.clock.advance(days=3)
    with pytest.raises(KeyUnusable):
        bench.release(referral)


def suite_on(day, alg):
    """How a packet is sealed so many days after the last one of classic sealing."""
    bench = Bench(policy=Policy(classic_until=NOON.date()))
    bench.a_consent()
    bench.enrol(document_of(CENTRE, enc_jwks=jwks(enc_key(alg=alg))))
    referral = bench.draft()
    bench.clock.advance(days=day)
    return bench.release(referral).suite


def test_after_the_last_day_of_classic_sealing_only_hybrid_keys_are_sealed_to():
    assert suite_on(0, CLASSIC) == "classic"
    assert suite_on(1, HYBRID) == "hybrid"
    with pytest.raises(KeyUnusable) as refused:
        suite_on(1, CLASSIC)
    assert refused.value.detail == "classic-ended"


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
    assert bench.enrol(document).partner.standing is PartnerStatus.ACTIVE


def test_a_large_document_is_refused():
    with pytest.raises(TooLarge):
        Bench().enrol(b" " * 65_537)


def test_to_a_suspended_partner_nothing_new_is_sent_but_the_stop_is():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.a_consent(to=OTHER)
    waiting = bench.draft(to=OTHER)
    bench.mail()
    for entity in (CENTRE, OTHER):
        suspend(entity, by=claim(KIM), hub=bench.hub)
    with pytest.raises(PartnerSuspended):
        bench.release(waiting)
    with pytest.raises(PartnerSuspended):
        bench.draft(person={"reference": "P-2"})
    bench.withdraw(voice.referral.consent)
    assert [one["name"] for one in bench.mail()] == ["withdrawn"]


def test_only_who_is_there_is_suspended():
    with pytest.raises(PartnerUnknown):
        suspend("https://niemand.example", by=claim(KIM), hub=Bench().hub)


# Directory and capacity


def test_the_directory_lists_partners_page_by_page():
    bench = Bench()
    (first,) = page(after="", limit=1, hub=bench.hub)
    (second,) = page(after=first["entity"], limit=1, hub=bench.hub)
    assert [first["entity"], second["entity"]] == sorted([CENTRE, OTHER])
    assert "jwks" not in json.dumps(first)


def test_a_suspended_partner_is_not_in_the_directory():
    bench = Bench()
    suspend(CENTRE, by=claim(KIM), hub=bench.hub)
    assert [one["entity"] for one in page(after="", limit=9, hub=bench.hub)] == [OTHER]
    with pytest.raises(NotFound):
        entry(CENTRE, hub=bench.hub)


CAPACITY = {"waiting_weeks": 9, "accepts_new": False, "valid_until": "2027-01-31T00:00:00.000Z"}


def test_a_partner_tells_its_own_capacity():
    bench = Bench()
    set_capacity({"beratung": CAPACITY}, client=CENTRE, hub=bench.hub)
    assert entry(CENTRE, hub=bench.hub)["service_lines"][0]["capacity"] == CAPACITY
    assert entry(OTHER, hub=bench.hub)["service_lines"][0]["capacity"] != CAPACITY


@pytest.mark.parametrize("document", [[], {"anderes": CAPACITY}, {"beratung": {}}, {"beratung": CAPACITY | {"x": 1}}])
def test_a_wrong_capacity_is_refused(document):
    with pytest.raises(SchemaInvalid):
        set_capacity(document, client=CENTRE, hub=Bench().hub)


def change(bench, staff, **changes: object):
    with bench.store.transaction() as tx:
        tx.staff.add(replace(tx.staff.get(staff), **changes))


def test_who_has_left_opens_nothing():
    bench = Bench()
    change(bench, KIM, active=False)
    with pytest.raises(WrongPassphrase):
        bench.draft()


@pytest.mark.parametrize("changes", [{"active": False}, {"passphrase_hash": "$argon2id$another"}])
def test_a_proof_counts_only_while_nothing_changed_in_between(changes):
    bench = Bench()
    known = authenticate(claim(KIM), hub=bench.hub)
    change(bench, KIM, **changes)
    with bench.store.transaction() as tx, pytest.raises(WrongPassphrase):
        authorize(known, tx=tx, roles=set(Role))
