"""Half-filled sheets, on every store."""

from datetime import timedelta

import pytest

from exchange.core.errors import NotFound
from exchange.core.referral.sheet import HalfSheet
from tests.support.clock import NOON
from tests.support.examples import a_person, uid


def a_sheet(number=1, **changes: object):
    values = {"id": f"sheet-{number}", "person": uid(1), "owner": "alex", "writes": 1, "saved_at": NOON}
    return HalfSheet(**values | {"content": {"typed": {"/note": ["Ja"]}}} | changes)


def test_a_sheet_is_kept_replaced_found_by_its_owner_moved_with_its_person_and_forgotten(store):
    late = NOON + timedelta(days=1)
    with store.transaction() as tx:
        tx.people.add(a_person())
        tx.people.add(a_person(2))
        for one in (a_sheet(), a_sheet(2, saved_at=late), a_sheet(3, owner="kim")):
            tx.sheets.put(one)
        tx.sheets.put(a_sheet(writes=2))
    with pytest.raises(NotFound), store.transaction() as tx:
        tx.sheets.put(a_sheet(4, person=uid(9)))
    with store.transaction() as tx:
        assert tx.sheets.of("alex") == (a_sheet(2, saved_at=late), a_sheet(writes=2))
        assert (tx.sheets.get("sheet-3"), tx.sheets.get("sheet-4")) == (a_sheet(3, owner="kim"), None)
        tx.people.merge(uid(1), into=uid(2))
    with store.transaction() as tx:
        assert tx.sheets.get("sheet-1") == a_sheet(writes=2, person=uid(2))
        assert (tx.sheets.sweep(late), tx.sheets.get("sheet-1")) == (2, None)
        tx.sheets.remove("sheet-2")
        assert tx.sheets.of("alex") == ()
