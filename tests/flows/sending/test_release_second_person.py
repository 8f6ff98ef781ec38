"""Two pairs of eyes: what is sensitive, and what goes without consent, a second person decides too."""

import pytest

from exchange.core.errors import Forbidden, FourEyes, NotCovered, NotTrained, WrongPassphrase
from exchange.core.packet.notice import notice_for
from exchange.flows.delivery.dead_letter import send_again
from exchange.flows.sending.drafting.attach import attach, seal_for
from exchange.flows.sending.release import release_and_send
from exchange.flows.sending.update import update
from exchange.flows.staff.authenticate import Credentials
from tests.support.hubs import ALEX, BOSS, KIM, NEEDED, OPS, VERA, Bench, a_file, claim, encoded
from tests.support.statute import BODY, on_a_power


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
        bench.release(bench.draft(by=ALEX), by=BOSS, second=ALEX)


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
    draft = bench.draft(by=ALEX)
    sent = bench.release(draft, by=ALEX, second=None, leave_out=bench.beyond(draft))
    assert sent.referral.approved_by == ""


def test_without_consent_nothing_goes_before_a_second_person_has_decided_it_too():
    bench = Bench()
    referral = on_a_power(bench)
    with pytest.raises(NotCovered) as refused:
        bench.release(referral, second=None)
    assert refused.value.detail == "clause:four-eyes"
    assert "--approve-by" in refused.value.fix_en
    sent = bench.release(referral)
    bench.worker.once()
    voice = bench.voice(sent.referral, partner=BODY)
    voice.fetch()
    packet = voice.opened()
    assert (sent.left_out, packet.basis, packet.consent) == ((), "sgbx-69", None)
    (line,) = bench.ledger(referral.person)
    assert (line.recipient, line.basis, line.clauses) == (BODY, "sgbx-69", ())


def test_a_public_body_that_nobody_said_is_one_of_section_35_gets_nothing_without_consent():
    bench = Bench()
    with pytest.raises(NotCovered) as refused:
        bench.release(on_a_power(bench, sgb1_35=""))
    assert refused.value.detail == "clause:not-under-sgb1-35"


def test_what_goes_without_consent_does_not_say_that_somebody_released_it():
    bench = Bench()
    sent = bench.release(on_a_power(bench)).referral
    assert bench.voice(sent, partner=BODY).opened().notice == notice_for("sgbx-69")
    assert bench.voice(bench.sent()).opened().notice == notice_for("")


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
    later = more_on_a_power(bench, sent, second=VERA)
    assert (later.version, later.approved_by, bench.now(sent).approved_by) == (2, VERA, VERA)


def test_who_created_a_matter_approves_no_update_of_it():
    bench = Bench()
    sent = bench.release(on_a_power(bench)).referral
    with pytest.raises(FourEyes):
        more_on_a_power(bench, sent, by=BOSS, second=KIM)


def test_who_attached_a_file_to_a_matter_approves_no_update_of_it():
    bench = Bench()
    referral = on_a_power(bench)
    attach(
        referral.id,
        sealed=seal_for(referral.id, file=a_file(), by=claim(KIM), hub=bench.hub),
        by=claim(BOSS),
        hub=bench.hub,
    )
    sent = bench.release(referral, second=VERA).referral
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


def test_who_helped_so_far_is_sensitive_for_it_may_name_a_clinic():
    bench = Bench()
    bench.a_consent(categories=[*NEEDED, "prior.services"])
    data = {"prior_services": {"services": [{"kind": "clinic", "organisation": "Klinik (erfunden)"}]}}
    with pytest.raises(FourEyes):
        bench.release(bench.draft(data=data), second=None)
    with pytest.raises(NotTrained):
        bench.release(bench.draft(data=data, by=ALEX), by=ALEX)
