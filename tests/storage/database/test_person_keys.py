"""A key that was destroyed leaves a mark of the vault's; a place that somebody emptied is no erasure."""

import pytest

from exchange.core.errors import Gone
from exchange.core.unavailable import PersonKeyLost
from exchange.storage.database.engine import writing
from tests.support.examples import a_person, uid

HERE = {"place": "here"}


def empties(place, words="UPDATE person_key SET wrapped = NULL"):
    with writing(place.engine(place.keys)) as connection:
        connection.exec_driver_sql(words)


def test_a_key_that_was_emptied_is_lost_and_nobody_is_erased_by_it(place):
    sealed = place.person_keys().seal(b"value", person=uid(1), **HERE)
    empties(place)
    keys = place.person_keys()
    for use in (
        lambda: keys.read(sealed, person=uid(1), **HERE),
        lambda: keys.seal(b"anew", person=uid(1), **HERE),
    ):
        with pytest.raises(PersonKeyLost):
            use()
    assert not keys.erased(uid(1))


def test_a_key_that_was_destroyed_is_an_erasure_in_every_process_also_a_second_time(place):
    keys = place.person_keys()
    sealed = keys.seal(b"value", person=uid(1), **HERE)
    for _ in range(2):
        keys.destroy(uid(1))
        for other in (keys, place.person_keys()):
            assert other.erased(uid(1))
            assert other.read(sealed, person=uid(1), **HERE) is None
            with pytest.raises(Gone):
                other.seal(b"anew", person=uid(1), **HERE)


def test_the_mark_of_one_erases_nobody_else(place):
    for number in (1, 2):
        place.person_keys().seal(b"value", person=uid(number), **HERE)
    place.person_keys().destroy(uid(1))
    empties(place, "UPDATE person_key SET wrapped = (SELECT wrapped FROM person_key ORDER BY person LIMIT 1)")
    assert not place.person_keys().erased(uid(2))
    with pytest.raises(PersonKeyLost):
        place.person_keys().seal(b"anew", person=uid(2), **HERE)


def test_of_somebody_whose_key_was_emptied_nothing_begins_anew(place):
    """Under the same reference there would be a second person, and what the first refused would be forgotten."""
    with place.open().transaction() as tx:
        tx.people.add(a_person(1))
    empties(place)
    with place.open().reading() as tx, pytest.raises(PersonKeyLost):
        tx.people.named(a_person(1).reference)
    with place.open().reading() as tx, pytest.raises(PersonKeyLost):
        tx.people.get(uid(1))
