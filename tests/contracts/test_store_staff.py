"""Who made an account or a training, and what waits for a second person, on every store."""

from datetime import timedelta

import pytest

from exchange.core.errors import NotFound
from exchange.core.staff.change import ChangeKind
from tests.support.clock import NOON
from tests.support.examples import a_change, a_period, a_staff, a_training


def test_who_made_an_account_and_a_training_is_kept_and_may_be_nobody(store):
    made = {"entered_by": "boss", "confirmed_by": "ops"}
    with store.transaction() as tx:
        for name, values in (("a", {}), ("b", made | {"passphrase_changed_at": NOON})):
            tx.staff.add(a_staff(name, **values))
        tx.staff.add_training(a_training(1, staff="b", **made))
        tx.staff.add_training(a_training(2, staff="a"))
    with store.reading() as tx:
        assert tx.staff.all() == (a_staff("a"), a_staff("b", **made, passphrase_changed_at=NOON))
        assert [*tx.staff.trainings("a"), *tx.staff.trainings("b")] == [
            a_training(2, staff="a"), a_training(1, staff="b", **made),
        ]  # fmt: skip


def test_changes_of_staff_wait_oldest_first_are_replaced_and_dropped(store):
    later = a_change(1, entered_at=NOON + timedelta(hours=1))
    span = {"valid_from": NOON, "valid_until": NOON + timedelta(days=1)}
    training = a_change(2, kind=ChangeKind.TRAINING, topic="addiction", **span)
    with store.transaction() as tx:
        for one in (later, training, a_change(3)):
            tx.staff.put_change(one)
    with store.transaction() as tx:
        assert tx.staff.changes() == (training, a_change(3), later)
        tried = a_change(3, tries=4, confirmed_by="ops", second_half="b" * 64)
        tx.staff.put_change(tried)
        tx.staff.drop_change(later.id)
        tx.staff.drop_change("nothing")
    with store.reading() as tx:
        assert tx.staff.changes() == (training, tried)


def test_periods_of_a_deputy_are_kept_oldest_first_and_replaced(store):
    later = a_period(1, valid_from=NOON + timedelta(hours=1))
    with store.transaction() as tx:
        for name in ("vera", "alex", "kim"):
            tx.staff.add(a_staff(name))
        for one in (later, a_period(2), a_period(3, deputy="kim")):
            tx.staff.put_deputy(one)
    ended = a_period(1, valid_until=NOON)
    with store.transaction() as tx:
        assert tx.staff.stands_in("vera") == (a_period(2), later)
        tx.staff.put_deputy(ended)
    with store.reading() as tx:
        assert tx.staff.stands_in("vera") == (ended, a_period(2))
        assert tx.staff.stands_in("alex") == ()


def test_a_deputy_and_whom_they_stand_in_for_are_there(store):
    for there in ("vera", "alex"):
        with store.transaction() as tx:
            tx.staff.add(a_staff(there))
        with pytest.raises(NotFound), store.transaction() as tx:
            tx.staff.put_deputy(a_period(deputy=there, owner="niemand"))
        with pytest.raises(NotFound), store.transaction() as tx:
            tx.staff.put_deputy(a_period(deputy="niemand", owner=there))
