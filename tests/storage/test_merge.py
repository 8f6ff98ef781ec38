"""Two persons become one on the disk: all of it under one key, and the other key is gone for good."""

import pytest

from exchange.core.errors import NotFound
from exchange.flows.evidence.compare import compare_rows
from exchange.storage.database.engine import reading
from exchange.storage.tables.people import person, person_key, pseudonym
from tests.storage.test_store_at_rest import fill, sing
from tests.support.examples import CENTRE, a_person, an_entry, uid
from tests.support.places import SqlPlace

KEPT, GONE = uid(1), uid(2)


def everything(tx, number):
    """All that is kept of a person in one matter, as it reads, with the person's id left out."""
    shown = (
        tx.people.shared(uid(number), CENTRE),
        tx.consents.get(uid(number)),
        tx.referrals.get(uid(number)),
        tx.referrals.draft(uid(number)),
        tx.referrals.packet(uid(number)),
        tx.referrals.history(uid(number)),
        tx.inbox.of(uid(number)),
    )
    return repr(shown).replace(KEPT, "PERSON").replace(GONE, "PERSON")


@pytest.fixture
def filled(either):
    with either.open().transaction() as tx:
        for number in (1, 2):
            fill(tx, number)
            tx.log.append(an_entry(number, person=uid(number), record=sing(number).encode()))
        # Of each person some leaves have their place, and some wait for it.
        tx.log.place(limit=99)
        for number in (1, 2):
            tx.log.append(an_entry(number + 2, person=uid(number), record=sing(number).encode()))
    return either


def merged(place: SqlPlace, gone=GONE, into=KEPT):
    with place.open().transaction() as tx:
        tx.people.merge(gone, into=into)
    return place.open()


def test_all_of_it_reads_as_before_and_is_the_others(filled):
    with filled.open().reading() as tx:
        before = [everything(tx, number) for number in (1, 2)]
        lines = [repr(line) for number in (1, 2) for line in tx.ledger.of(uid(number))]
        records = [(place, entry.record, entry.salt) for place, entry in tx.log.entries(start=0, limit=99)]
    with merged(filled).reading() as tx:
        assert [everything(tx, number) for number in (1, 2)] == before
        moved = [line.replace(f"person='{GONE}'", f"person='{KEPT}'") for line in lines]
        assert sorted(map(repr, tx.ledger.of(KEPT))) == sorted(moved)
        entries = tx.log.entries(start=0, limit=99)
        # What came since are the leaves of the rows that were moved.
        assert [(place, entry.record, entry.salt) for place, entry in entries][: len(records)] == records
        assert {entry.person for _, entry in entries} == {KEPT}
        assert compare_rows(tx) == ([], [])
        assert [one.id for one in tx.referrals.of_person(KEPT)] == [uid(1), uid(2)]
        assert tx.ledger.of(GONE) == ()
        assert tx.consents.of(GONE) == ()
        assert tx.people.get(GONE).id == tx.people.named(sing(1))[0].id == KEPT
        assert len(tx.people.named(sing(1))) == 1
        assert tx.people.colliding() == []
        assert [one.id for one in tx.people.page(after="", limit=9)] == [KEPT]


def test_whoever_erases_the_one_erases_all_of_both(filled):
    merged(filled)
    filled.person_keys().destroy(KEPT)
    with filled.open().reading() as tx:
        assert tx.people.get(GONE) is tx.people.get(KEPT) is None
        assert tx.people.named(sing(1)) == ()
        for number in (1, 2):
            assert tx.consents.get(uid(number)) is tx.referrals.draft(uid(number)) is None
            assert tx.referrals.packet(uid(number)) is tx.people.shared(uid(number), CENTRE) is None
        assert tx.ledger.of(KEPT) == tx.log.entries(start=0, limit=99) == ()


def test_the_key_of_the_one_who_was_merged_is_destroyed_and_a_merge_undone_keeps_it(filled):
    def key():
        with reading(filled.engine(filled.keys)) as connection:
            return connection.execute(person_key.select().where(person_key.c.person == GONE)).one().wrapped

    def undone():
        with filled.open().transaction() as tx:
            tx.people.merge(GONE, into=KEPT)
            raise ZeroDivisionError

    before = key()
    with pytest.raises(ZeroDivisionError):
        undone()
    assert key() == before
    merged(filled)
    assert key() != before
    assert filled.person_keys().erased(GONE)


def test_a_recipient_that_knows_both_keeps_the_name_of_who_stays(filled):
    other = "https://only-the-second.example"
    with filled.open().transaction() as tx:
        tx.people.pseudonym(GONE, other, fresh="zwei")
        tx.people.pseudonym(KEPT, CENTRE, fresh="nie genommen")
    with merged(filled).transaction() as tx:
        assert tx.people.pseudonym(KEPT, CENTRE, fresh="neu") == sing(2)
        assert tx.people.pseudonym(KEPT, other, fresh="neu") == "zwei"
    with reading(filled.engine(filled.main)) as connection:
        assert {row.person for row in connection.execute(pseudonym.select())} == {KEPT}


def test_a_chain_of_merges_leads_to_its_end(filled):
    with filled.open().transaction() as tx:
        tx.people.add(a_person(3, reference="P-3"))
    merged(filled)
    with merged(filled, gone=KEPT, into=uid(3)).reading() as tx:
        assert {tx.people.get(one).id for one in (KEPT, GONE, uid(3))} == {uid(3)}
    with reading(filled.engine(filled.main)) as connection:
        assert {row.merged_into for row in connection.execute(person.select())} == {None, uid(3)}


@pytest.mark.parametrize(("gone", "into"), [(GONE, uid(9)), (uid(9), KEPT)])
def test_nobody_is_merged_with_nobody(filled, gone, into):
    with pytest.raises(NotFound):
        merged(filled, gone=gone, into=into)
