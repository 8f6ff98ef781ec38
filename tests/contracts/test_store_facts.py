"""Facts with two times, on every store."""

from datetime import timedelta

import pytest

from exchange.core.compliance.kind import FactKind
from exchange.core.errors import Conflict
from tests.support.clock import NOON
from tests.support.examples import CENTRE, a_fact, a_person, uid

DAY = timedelta(days=1)
OTHER = "https://other.example"


def filled(store, *facts):
    with store.transaction() as tx:
        tx.people.add(a_person())
        for one in facts:
            tx.facts.put(one)
    return store


def test_facts_of_a_kind_are_kept_in_the_order_they_were_written_down(store):
    late = a_fact(1, recorded_at=NOON + DAY)
    of_other = a_fact(3, subject=OTHER, valid_until=NOON + DAY, document={"norm": "x", "n": [1, {"a": True}]})
    elsewhere = a_fact(4, kind=FactKind.PROCESSOR, subject="x")
    with filled(store, late, a_fact(2), of_other, elsewhere).reading() as tx:
        assert tx.facts.history(FactKind.CONTRACT) == (a_fact(2), of_other, late)
        assert tx.facts.history(FactKind.CONTRACT, OTHER) == (of_other,)
        assert tx.facts.history(FactKind.UNDERTAKING) == ()


def test_a_fact_that_concerns_a_person_comes_back_as_it_was(store):
    told = {"kind": "art13", "text": "merkblatt-3"}
    mine = a_fact(kind=FactKind.INFORMED, subject=uid(1), person=uid(1), topic="art13", document=told)
    with filled(store, mine).reading() as tx:
        assert tx.facts.history(FactKind.INFORMED, uid(1)) == (mine,)


def test_what_held_is_asked_of_an_instant_and_of_what_was_known_then(store):
    first = a_fact(1, valid_until=NOON + 9 * DAY)
    ended = a_fact(2, valid_until=NOON + 3 * DAY, recorded_at=NOON + 5 * DAY)
    asked = {"kind": FactKind.CONTRACT, "subject": CENTRE}
    with filled(store, first, ended).reading() as tx:
        assert tx.facts.at(**asked, at=NOON + 4 * DAY, known_at=NOON + 4 * DAY) == (first,)
        assert tx.facts.at(**asked, at=NOON + 4 * DAY, known_at=NOON + 5 * DAY) == ()
        assert tx.facts.at(**asked, at=NOON + DAY, known_at=NOON + 5 * DAY) == (ended,)


def test_a_fact_is_written_once(store):
    with pytest.raises(Conflict), filled(store, a_fact()).transaction() as tx:
        tx.facts.put(a_fact(document={"norm": "another"}))


def test_what_was_noted_of_one_is_noted_of_whom_they_turned_out_to_be(store):
    mine = a_fact(kind=FactKind.DISPUTE, subject=uid(1), person=uid(1), topic="/note", document={"what": "/note"})
    with filled(store, mine).transaction() as tx:
        tx.people.add(a_person(2))
        tx.people.merge(uid(1), into=uid(2))
    with store.reading() as tx:
        (found,) = tx.facts.history(FactKind.DISPUTE, uid(2))
        assert (found.person, found.subject, found.document) == (uid(2), uid(2), mine.document)
        assert tx.facts.history(FactKind.DISPUTE, uid(1)) == ()


def test_several_histories_are_read_at_once_and_all_of_one_kind(store):
    mine, of_other = a_fact(1), a_fact(2, subject=OTHER)
    of_person = a_fact(3, kind=FactKind.DISPUTE, subject=uid(1), person=uid(1), topic="/note", document={})
    armed = a_fact(4, kind=FactKind.ARMED, subject="RE-01", document={"rule": "RE-01"})
    asked = {(FactKind.CONTRACT, CENTRE), (FactKind.DISPUTE, uid(1)), (FactKind.CONFLICT, OTHER)}
    with filled(store, mine, of_other, of_person, armed).reading() as tx:
        assert dict(tx.facts.several(asked, whole=[FactKind.ARMED])) == {
            (FactKind.CONTRACT, CENTRE): [mine],
            (FactKind.DISPUTE, uid(1)): [of_person],
            (FactKind.ARMED, "RE-01"): [armed],
        }
