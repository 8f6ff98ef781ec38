"""What every store promises: transactions, people, staff, partners, consents, ledger, log, marks."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread

import pytest

from exchange.core.errors import Conflict, NotFound
from exchange.core.evidence.entry import LogStart
from exchange.core.vocabulary import ConsentStatus, Role
from tests.support.clock import NOON
from tests.support.examples import (
    CENTRE,
    LATER,
    a_consent,
    a_disclosure,
    a_partner,
    a_person,
    a_shared,
    a_staff,
    a_training,
    an_entry,
    uid,
)

# --- transactions


def _write_and_fail(tx) -> None:
    tx.people.add(a_person())
    tx.log.append(an_entry())
    raise ZeroDivisionError


def test_what_a_transaction_wrote_is_there_for_everybody_after_it(place):
    with place.open().transaction() as tx:
        tx.people.add(a_person())
    with place.open().reading() as tx:
        assert tx.people.get(uid(1)) == a_person()


def test_an_exception_undoes_the_whole_transaction_and_comes_through(store):
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        _write_and_fail(tx)
    with store.reading() as tx:
        assert (tx.people.get(uid(1)), tx.log.size()) == (None, 0)


def test_what_is_written_while_reading_is_undone(store):
    with store.reading() as tx:
        tx.people.add(a_person())
        assert tx.people.get(uid(1)) == a_person()
    with store.reading() as tx:
        assert tx.people.get(uid(1)) is None


def test_a_reader_sees_one_state_throughout(place):
    store, other = place.open(), place.open()
    with store.reading() as tx:
        assert tx.people.get(uid(1)) is None
        with other.transaction() as writing:
            writing.people.add(a_person())
        assert tx.people.get(uid(1)) is None


def test_a_transaction_sees_its_own_writes_and_nobody_else_does_before_it_ends(place):
    store, other = place.open(), place.open()
    with store.transaction() as tx:
        tx.people.add(a_person())
        assert tx.people.get(uid(1)) == a_person()
        with other.reading() as reading:
            assert reading.people.get(uid(1)) is None


def test_two_transactions_never_decide_on_the_same_state(place):
    def enter(store, number) -> int:
        with store.transaction() as tx:
            if len(tx.staff.all()) == number:
                tx.staff.add(a_staff(f"s{number}"))
                return 1
        return 0

    stores = [place.open(), place.open()]
    with ThreadPoolExecutor(2) as pool:
        for number in range(20):
            assert sum(pool.map(enter, stores, [number, number])) == 1


# --- people


def test_a_person_is_found_by_the_reference_and_by_nothing_else(store):
    with store.transaction() as tx:
        tx.people.add(a_person(1))
        tx.people.add(a_person(2))
        assert tx.people.named(a_person(2).reference) == (a_person(2),)
        assert not tx.people.named("BG")


def test_an_id_is_given_to_one_person_only(store):
    with store.transaction() as tx:
        tx.people.add(a_person())
    with pytest.raises(Conflict), store.transaction() as tx:
        tx.people.add(a_person(reference="Hans Muster (erfunden)"))


def test_the_newest_of_two_persons_with_one_reference_is_found(store):
    newest = a_person(1, reference="same", since=NOON + timedelta(days=1))
    with store.transaction() as tx:
        tx.people.add(a_person(3, reference="same"))
        tx.people.add(newest)
        tx.people.add(a_person(2, reference="same"))
        assert tx.people.named("same")[0] == newest


def test_of_two_persons_of_one_instant_the_one_of_the_greater_id_is_found(store):
    with store.transaction() as tx:
        for number in (1, 3, 2):
            tx.people.add(a_person(number, reference="same"))
        assert tx.people.named("same")[0] == a_person(3, reference="same")


def test_a_pseudonym_stays_once_it_is_given(store):
    with store.transaction() as tx:
        tx.people.add(a_person())
        assert tx.people.pseudonym(uid(1), CENTRE, fresh="one") == "one"
    with store.transaction() as tx:
        assert tx.people.pseudonym(uid(1), CENTRE, fresh="two") == "one"


def test_every_recipient_knows_a_person_by_another_pseudonym(store):
    with store.transaction() as tx:
        tx.people.add(a_person())
        tx.people.pseudonym(uid(1), CENTRE, fresh="one")
        assert tx.people.pseudonym(uid(1), "https://other.example", fresh="two") == "two"
        assert tx.people.pseudonyms(uid(1)) == {CENTRE: "one", "https://other.example": "two"}
        assert tx.people.pseudonyms(uid(2)) == {}


def test_nobody_has_no_pseudonym(store):
    with pytest.raises(NotFound), store.transaction() as tx:
        tx.people.pseudonym(uid(1), CENTRE, fresh="one")


def test_what_a_recipient_was_told_of_a_consent_is_kept(store):
    with store.transaction() as tx:
        tx.people.share(a_shared(), person=uid(1))
        assert tx.people.shared(uid(1), CENTRE) == a_shared()
        assert tx.people.shared(uid(1), "https://other.example") is None
        assert tx.people.shared(uid(2), CENTRE) is None


def test_a_recipient_is_told_of_a_consent_once(store):
    with store.transaction() as tx:
        tx.people.share(a_shared(), person=uid(1))
    with pytest.raises(Conflict), store.transaction() as tx:
        tx.people.share(a_shared(shared_id=uid(78)), person=uid(1))


# --- staff


def test_a_second_member_of_staff_of_the_same_id_replaces_the_first(store):
    with store.transaction() as tx:
        tx.staff.add(a_staff())
        assert tx.staff.get("alex") == a_staff()
        tx.staff.add(a_staff(role=Role.DPO))
        assert tx.staff.get("alex") == a_staff(role=Role.DPO)
        assert tx.staff.get("kim") is None


def test_staff_come_in_order_of_id(store):
    with store.transaction() as tx:
        for name in ("b", "Z", "a"):
            tx.staff.add(a_staff(name))
        assert [staff.id for staff in tx.staff.all()] == ["Z", "a", "b"]


def test_trainings_come_oldest_first_and_belong_to_one_member_of_staff(store):
    later = a_training(1, valid_from=NOON + timedelta(days=1))
    with store.transaction() as tx:
        tx.staff.add(a_staff())
        tx.staff.add(a_staff("kim"))
        tx.staff.add_training(later)
        tx.staff.add_training(a_training(2))
        tx.staff.add_training(a_training(3, staff="kim"))
        assert tx.staff.trainings("alex") == (a_training(2), later)


def test_a_training_of_nobody_is_refused(store):
    with pytest.raises(NotFound), store.transaction() as tx:
        tx.staff.add_training(a_training())


def test_a_training_is_recorded_once(store):
    with store.transaction() as tx:
        tx.staff.add(a_staff())
        tx.staff.add_training(a_training())
    with pytest.raises(Conflict), store.transaction() as tx:
        tx.staff.add_training(a_training(topic="debt"))


# --- partners


def test_a_partner_comes_back_as_it_was_put_and_is_replaced(store):
    with store.transaction() as tx:
        tx.partners.put(a_partner())
        assert tx.partners.get(CENTRE) == a_partner()
        tx.partners.put(a_partner(name="Neu"))
        assert tx.partners.get(CENTRE) == a_partner(name="Neu")
        assert tx.partners.get("https://other.example") is None


def test_partners_come_in_pages_in_order_of_entity_id(store):
    entities = [f"https://{letter}.example" for letter in "dbca"]
    with store.transaction() as tx:
        for entity in entities:
            tx.partners.put(a_partner(entity))
        first = tx.partners.page(after="", limit=3)
        rest = tx.partners.page(after=first[-1].entity, limit=3)
    assert [partner.entity for partner in (*first, *rest)] == sorted(entities)


# --- consents


def test_a_consent_comes_back_as_it_was_put_and_is_replaced(store):
    withdrawn = a_consent(status=ConsentStatus.WITHDRAWN)
    with store.transaction() as tx:
        tx.people.add(a_person())
        tx.consents.put(a_consent())
        assert tx.consents.get(uid(1)) == a_consent()
        tx.consents.put(withdrawn)
        assert tx.consents.get(uid(1)) == withdrawn


def test_consents_of_a_person_come_oldest_first_whatever_was_written_last(store):
    with store.transaction() as tx:
        tx.people.add(a_person(1))
        tx.people.add(a_person(2))
        for number in (3, 1, 2):
            tx.consents.put(a_consent(number))
        tx.consents.put(a_consent(4, person=uid(2)))
        tx.consents.put(a_consent(3, status=ConsentStatus.EXPIRED))
        assert [consent.id for consent in tx.consents.of(uid(1))] == [uid(3), uid(1), uid(2)]


def test_a_consent_of_nobody_is_refused(store):
    with pytest.raises(NotFound), store.transaction() as tx:
        tx.consents.put(a_consent())


# --- ledger


def test_the_ledger_shows_a_person_her_own_lines_oldest_first(store):
    later = a_disclosure(1, at=NOON + timedelta(hours=1))
    with store.transaction() as tx:
        tx.ledger.add(later)
        tx.ledger.add(a_disclosure(2))
        tx.ledger.add(a_disclosure(3, person=uid(2)))
        assert tx.ledger.of(uid(1)) == (a_disclosure(2), later)
        assert tx.ledger.count() == 3


def test_a_line_of_the_ledger_is_written_once(store):
    with store.transaction() as tx:
        tx.ledger.add(a_disclosure())
    with pytest.raises(Conflict), store.transaction() as tx:
        tx.ledger.add(a_disclosure(basis="sgbx-69"))


# --- log


def test_leaves_and_entries_come_back_in_order_from_any_index(store):
    entries = [an_entry(number, person=uid(1) if number % 2 else "") for number in range(5)]
    with store.transaction() as tx:
        assert [tx.log.append(entry) for entry in entries] == [0, 1, 2, 3, 4]
        assert tx.log.size() == 5
        assert list(tx.log.leaves(start=1, limit=3)) == [(at, entries[at].leaf) for at in (1, 2, 3)]
        assert list(tx.log.entries(start=3, limit=9)) == [(3, entries[3]), (4, entries[4])]


def test_a_leaf_that_waits_for_the_end_is_seen_by_its_own_transaction_before(store):
    looks = (
        lambda log: log.size(),
        lambda log: [index for index, _ in log.leaves(start=0, limit=9)][-1] + 1,
        lambda log: [index for index, _ in log.entries(start=0, limit=9)][-1] + 1,
    )
    for number, look in enumerate(looks):
        with store.transaction() as tx:
            tx.log.later(an_entry(number))
            assert look(tx.log) == number + 1


def test_a_short_salt_hides_too_little_and_is_refused(store):
    with pytest.raises(ValueError, match="salt"), store.transaction() as tx:
        tx.log.append(an_entry(salt=b"s" * 31))


def test_an_index_that_was_undone_is_given_again(store):
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        _write_and_fail(tx)
    with store.transaction() as tx:
        assert tx.log.append(an_entry(2)) == 0


def test_the_log_has_no_gap_whoever_writes_at_once(place):
    def write(store) -> None:
        for number in range(10):
            with store.transaction() as tx:
                tx.log.append(an_entry(number))

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(write, [place.open() for _ in range(5)]))
    with place.open().reading() as tx:
        entries = tx.log.entries(start=0, limit=99)
        assert [index for index, _ in entries] == list(range(50))
        assert list(tx.log.leaves(start=0, limit=99)) == [(index, entry.leaf) for index, entry in entries]


def test_a_hub_begins_with_its_first_log_unsigned(store):
    with store.reading() as tx:
        assert tx.log.starts() == (LogStart(number=1, first=0, signed=False),)


def test_a_log_that_was_signed_and_one_that_follows_are_remembered(store):
    with store.transaction() as tx:
        tx.log.signed(1)
        tx.log.begin(LogStart(number=3, first=7))
    with store.reading() as tx:
        assert tx.log.starts() == (LogStart(number=1, first=0, signed=True), LogStart(number=3, first=7))


def test_a_log_begins_once(store):
    with pytest.raises(Conflict), store.transaction() as tx:
        tx.log.begin(LogStart(number=1, first=7))


# --- marks and revocations


def test_a_mark_is_spent_once_per_kind(store):
    with store.transaction() as tx:
        assert tx.single_use.spend("dpop", "m", until=LATER)
        assert not tx.single_use.spend("dpop", "m", until=LATER)
        assert tx.single_use.spend("assertion", "m", until=LATER)


def test_a_mark_stays_spent_after_the_transaction(place):
    with place.open().transaction() as tx:
        tx.single_use.spend("dpop", "m", until=LATER)
    with place.open().transaction() as tx:
        assert not tx.single_use.spend("dpop", "m", until=LATER)


def test_exactly_one_of_fifty_at_once_spends_a_mark(place):
    store, ready, won = place.open(), Barrier(50), []

    def spend() -> None:
        ready.wait()
        with store.transaction() as tx:
            won.append(tx.single_use.spend("dpop", "m", until=LATER))

    threads = [Thread(target=spend) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == [False] * 49 + [True]


def test_a_revoked_token_is_revoked_and_no_other(store):
    with store.transaction() as tx:
        tx.single_use.revoke("t", until=LATER)
        tx.single_use.revoke("t", until=LATER)
        assert (tx.single_use.revoked("t"), tx.single_use.revoked("u")) == (True, False)


def test_what_ended_is_forgotten_and_what_has_not_is_kept(store):
    with store.transaction() as tx:
        for name, until in (("old", NOON), ("new", LATER)):
            tx.single_use.spend("dpop", name, until=until)
            tx.single_use.revoke(name, until=until)
        tx.single_use.forget(LATER)
        assert [tx.single_use.revoked(name) for name in ("old", "new")] == [False, True]
        assert [tx.single_use.spend("dpop", name, until=LATER) for name in ("old", "new")] == [True, False]


def test_instants_are_kept_to_the_microsecond(store):
    person = replace(a_person(), since=NOON + timedelta(microseconds=1))
    with store.transaction() as tx:
        tx.people.add(person)
        assert tx.people.get(uid(1)) == person
