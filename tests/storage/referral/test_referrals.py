"""What is said to the database of a referral: no more than what has changed."""

from dataclasses import replace

import pytest

from exchange.core.errors import StaleVersion
from exchange.core.vocabulary import State
from tests.support.examples import a_draft, a_person, a_referral, uid
from tests.support.places import SqlPlace
from tests.support.statements import hear


@pytest.fixture
def store(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    store = place.open()
    with store.transaction() as tx:
        tx.people.add(a_person())
        tx.referrals.add(a_referral(), a_draft())
    yield store
    place.close()


def updates(store, work) -> list[str]:
    """What was said to change a referral, while this was done in one transaction."""
    said: list[str] = []
    hear(store._engine, said.append)
    with store.shared() as tx:
        work(tx.referrals)
    return [one for one in said if one.startswith("UPDATE referral")]


def read(store):
    with store.reading() as tx:
        return tx.referrals.get(uid(1)), tx.referrals.writes(uid(1))


def test_a_save_names_the_columns_that_changed_and_the_count(store):
    new = a_referral(approved_by="kim", state=State.RELEASED)
    (said,) = updates(store, lambda book: book.save(replace(book.get(uid(1)), **_of(new)), seen=1))
    named = said.partition(" SET ")[2].partition(" WHERE ")[0]
    assert {one.split("=")[0] for one in named.split(", ")} == {"approved_by", "state", "writes"}
    assert read(store) == (new, 2)


def test_what_is_changed_back_before_anybody_saw_it_is_only_counted(store):
    def there_and_back(book):
        book.save(replace(book.get(uid(1)), owner="kim"), seen=1)
        book.save(replace(book.get(uid(1)), owner="alex"), seen=2)

    (said,) = updates(store, there_and_back)
    assert "owner" not in said
    assert read(store) == (a_referral(), 3)


def test_one_that_was_written_and_changes_again_is_written_whole(store):
    def twice(book):
        book.save(replace(book.get(uid(1)), owner="kim"), seen=1)
        assert len(book.page(states=(), after="", limit=9)) == 1
        book.save(replace(book.get(uid(1)), owner="alex", code="T23-222"), seen=2)

    assert len(updates(store, twice)) == 2
    assert read(store) == (a_referral(code="T23-222"), 3)


def test_one_that_nobody_looked_at_here_is_written_as_it_is_given(store):
    updates(store, lambda book: book.save(a_referral(owner="kim", code="T23-222"), seen=1))
    assert read(store) == (a_referral(owner="kim", code="T23-222"), 2)


def test_a_save_that_changes_nothing_is_refused_where_somebody_wrote_since(store):
    updates(store, lambda book: book.save(book.get(uid(1)), seen=1))
    with pytest.raises(StaleVersion):
        updates(store, lambda book: book.save(a_referral(), seen=1))


def _of(new):
    return {"approved_by": new.approved_by, "state": new.state}
