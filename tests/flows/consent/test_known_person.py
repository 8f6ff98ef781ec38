"""One person is one, however their reference is spelled; of several kept under spellings of it nobody is guessed."""

import unicodedata
from dataclasses import replace

import pytest

from exchange.core.errors import Duplicate, SchemaInvalid
from exchange.core.ids import show_instant
from exchange.core.typed_key import NotAKey, PersonAmbiguous
from exchange.core.vocabulary import ConsentStatus
from tests.support.examples import a_person, uid
from tests.support.hubs import Bench

NFC = "JC-Müller 7"
NFD = unicodedata.normalize("NFD", NFC)


def people(bench):
    with bench.store.reading() as tx:
        return tx.people.page(after="", limit=100)


def kept(bench, *references: str):
    """Persons of before there was one spelling."""
    with bench.store.transaction() as tx:
        for number, reference in enumerate(references, 1):
            tx.people.add(replace(a_person(), id=uid(number), reference=reference))


def a_no(bench, person, **changes: object):
    said = {"status": "ConsentRefused", "answered_at": show_instant(bench.clock.now())}
    return bench.recorded(person=person, **said | changes)


@pytest.mark.parametrize("again", [NFD, f" {NFC} ", "JC-Müller  7", "JC-Müller\u00a07"])
def test_one_person_under_several_spellings_is_one(again):
    bench = Bench()
    bench.a_consent(person=NFC)
    bench.refer(person={"reference": NFC})
    with pytest.raises(Duplicate):
        bench.draft(person={"reference": again})
    bench.a_consent(person=again)
    assert [one.reference for one in people(bench)] == [NFC]


def test_a_new_person_is_kept_under_the_one_spelling():
    bench = Bench()
    bench.a_consent(person=f"{NFD} ")
    assert [one.reference for one in people(bench)] == [NFC]


@pytest.mark.parametrize("reference", ["P\u200b7", "P\u00ad7", "  "])
def test_a_reference_nobody_can_read_is_refused_at_both_doors(reference):
    bench = Bench()
    for door, pointer in ((lambda: bench.draft(person={"reference": reference}), "/person/reference"),
                          (lambda: bench.a_consent(person=reference), "/person")):  # fmt: skip
        with pytest.raises((NotAKey, SchemaInvalid)) as refused:
            door()
        assert refused.value.pointer == pointer
    assert people(bench) == ()


@pytest.mark.parametrize("typed", [NFC, NFD])
def test_who_is_kept_under_an_old_spelling_is_found(typed):
    bench = Bench()
    kept(bench, NFD)
    bench.draft(person={"reference": typed})
    assert [one.id for one in people(bench)] == [uid(1)]


def test_a_new_referral_and_a_yes_wait_while_a_reference_is_several_persons():
    bench = Bench()
    kept(bench, NFC, NFD)
    for door in (lambda: bench.draft(person={"reference": NFD}), lambda: bench.a_consent(person=NFC)):
        with pytest.raises(PersonAmbiguous):
            door()
    assert len(people(bench)) == 2


def under_two(bench):
    """A consent and a draft of somebody, of whom it then turns out that they are kept twice."""
    consent, draft = bench.a_consent(person=NFC), bench.draft(person={"reference": NFC})
    kept(bench, NFD)
    return consent, draft


def test_a_draft_of_before_waits_and_what_runs_goes_on():
    bench = Bench()
    _, draft = under_two(bench)
    with pytest.raises(PersonAmbiguous):
        bench.release(draft)
    other = Bench()
    other.a_consent(person=NFC)
    voice = other.voice(other.refer(person={"reference": NFC}))
    kept(other, NFD)
    other.worker.once()
    voice.fetch()
    assert voice.says("received") == "accepted"


def test_a_withdrawal_waits_for_nobody():
    bench = Bench()
    consent, _ = under_two(bench)
    assert bench.withdraw(consent).consent.status is ConsentStatus.WITHDRAWN


def test_a_no_waits_for_nobody_and_counts_for_all_it_may_be_about():
    bench = Bench()
    consent, _ = under_two(bench)
    done = a_no(bench, NFD)
    assert (done.consent.person, len(done.copies)) == (uid(1), 1)
    with bench.store.reading() as tx:
        copy = tx.consents.get(done.copies[0])
        closed = tx.consents.get(consent.id)
    assert (copy.person, copy.status, copy.answered_at) == (
        consent.person,
        ConsentStatus.REFUSED,
        done.consent.answered_at,
    )
    assert closed != consent


def test_a_no_to_a_renewal_is_that_persons_alone():
    bench = Bench()
    consent, _ = under_two(bench)
    done = a_no(bench, NFD, renews=consent.id)
    assert (done.consent.person, done.copies) == (consent.person, ())
