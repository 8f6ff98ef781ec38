"""A query that is said to see nothing of a write is answered the same before it and after it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, create_engine, delete, insert, select, update
from sqlalchemy.dialects import sqlite

from exchange.core.vocabulary import State
from exchange.storage.consents import _GET as CONSENT
from exchange.storage.database.deferred.overlap import effect_of, may_see
from exchange.storage.referral.packets import _GET as PACKET
from exchange.storage.referral.packets import _IN_HAND, _LAST, _SET_DELIVERY
from exchange.storage.referral.referrals import _DUPLICATE, _save
from exchange.storage.referral.referrals import _GET as REFERRAL
from exchange.storage.tables.delivery import inbox
from exchange.storage.tables.evidence import record

META = MetaData()
SEAT = Table("seat", META, Column("id", Integer, primary_key=True), Column("row", Integer), Column("who", Text))
ROOM = Table("room", META, Column("id", Integer, primary_key=True), Column("row", Integer))
_SOME = bindparam("some", expanding=True)
SAVE, SAVED = _save(("state", "writes")), {"state": State.SENT, "writes": 2, "seen": 1}
PUT = sqlite.insert(SEAT)
PUT = PUT.on_conflict_do_update(index_elements=["id"], set_={"row": PUT.excluded.row, "who": PUT.excluded.who})
OF_ONE = update(SEAT).where(SEAT.c.id == bindparam("one")).values(who=bindparam("by"))
ASKED_TWICE = select(SEAT).where(
    SEAT.c.id == bindparam("one"), SEAT.c.row.in_(select(SEAT.c.row).where(SEAT.c.who == "a"))
)
JOINED = select(SEAT.c.id).join(ROOM, ROOM.c.row == SEAT.c.row).where(SEAT.c.id == bindparam("one"))
QUERIES = [
    select(SEAT).where(SEAT.c.id == bindparam("one")),
    select(SEAT).where(SEAT.c.row == bindparam("at")),
    select(SEAT).where(SEAT.c.row > bindparam("at"), SEAT.c.who == bindparam("by")).order_by(SEAT.c.id),
    select(SEAT).where(SEAT.c.row <= bindparam("at"), SEAT.c.id >= bindparam("one")),
    select(SEAT).where(SEAT.c.id.in_(_SOME)).order_by(SEAT.c.id),
    select(SEAT).where(SEAT.c.id.not_in(_SOME), SEAT.c.row < bindparam("at")).order_by(SEAT.c.id),
    select(SEAT).where(SEAT.c.who == "a", SEAT.c.row == bindparam("at")),
    select(SEAT).where((SEAT.c.id == bindparam("one")) | (SEAT.c.row == bindparam("at"))),
    JOINED,
    select(SEAT).where(
        SEAT.c.id == bindparam("one"), SEAT.c.row.in_(select(SEAT.c.row).where(SEAT.c.who == bindparam("by")))
    ),
    select(ROOM).where(ROOM.c.id == bindparam("one")),
    select(ROOM).where(ROOM.c.row.in_(select(SEAT.c.row))),
]
WRITES = [
    insert(SEAT),
    PUT,
    OF_ONE,
    update(SEAT).where(SEAT.c.row == bindparam("at")).values(row=bindparam("to")),
    update(SEAT).where(SEAT.c.id == bindparam("one"), SEAT.c.row == bindparam("at")).values(row=SEAT.c.row + 1),
    update(SEAT).where(SEAT.c.id.in_(_SOME)).values(who=bindparam("by")),
    update(SEAT).where(SEAT.c.who == bindparam("by")).values(who="b"),
    delete(SEAT).where(SEAT.c.id == bindparam("one")),
    delete(SEAT).where(SEAT.c.row.in_(_SOME)),
]
SMALL = st.integers(0, 3)
NAMES = st.sampled_from(["a", "b", None])
ROWS = st.dictionaries(SMALL, st.tuples(st.none() | SMALL, NAMES), max_size=4)
GIVEN = st.fixed_dictionaries(
    {"one": SMALL, "at": SMALL, "to": SMALL, "by": NAMES, "some": st.lists(SMALL, max_size=2)}
)
ADDED = st.fixed_dictionaries({"id": SMALL, "row": st.none() | SMALL, "who": NAMES})


@pytest.fixture(scope="module")
def connection():
    engine = create_engine("sqlite://")
    META.create_all(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def parameters(statement, given):
    return {name: value for name, value in given.items() if name in statement.compile().params}


@given(rows=ROWS, query=st.sampled_from(QUERIES), write=st.sampled_from(WRITES), asked=GIVEN, told=GIVEN, added=ADDED)
def test_what_is_said_not_to_see_a_write_does_not(connection, rows, query, write, asked, told, added):
    is_added = write in WRITES[:2]
    if write is WRITES[0]:
        rows.pop(added["id"], None)
    asked, told = parameters(query, asked), added if is_added else parameters(write, told)
    connection.execute(delete(SEAT))
    connection.execute(delete(ROOM))
    if rows:
        connection.execute(insert(SEAT), [{"id": one, "row": row, "who": who} for one, (row, who) in rows.items()])
    connection.execute(insert(ROOM), [{"id": one, "row": one} for one in range(4)])
    before = connection.execute(query, asked).all()
    connection.execute(write, told)
    after = connection.execute(query, asked).all()
    if before != after:
        assert may_see(query, asked, effect_of(write, told))


A, B = {"one": "a"}, {"one": "b"}


@pytest.mark.parametrize(
    ("query", "asked", "write", "told"),
    [
        (PACKET, A, _SET_DELIVERY, B),
        (REFERRAL, A, SAVE, B | SAVED),
        (CONSENT, A, _SET_DELIVERY, A),
        (select(inbox).where(inbox.c.seq > bindparam("after")), {"after": 3}, insert(inbox), {"seq": 3}),
    ],
)
def test_a_look_at_another_row_goes_on_beside_a_write(query, asked, write, told):
    assert not may_see(query, asked, effect_of(write, told))


@pytest.mark.parametrize(
    ("query", "asked", "write", "told"),
    [
        (PACKET, A, _SET_DELIVERY, A),
        (_IN_HAND, A, _SET_DELIVERY, B),
        (_LAST, {}, _SET_DELIVERY, B),
        (
            _DUPLICATE,
            {"person": "p", "partner": "q", "line": "l"},
            _save(("state", "writes")),
            B | {"state": State.SENT, "writes": 2, "seen": 1},
        ),
        (CONSENT, A, insert(record), {"position": 1, "about": "consent:a"}),
        (ASKED_TWICE, {"one": 1}, OF_ONE, {"one": 2, "by": "a"}),
        (JOINED, {"one": 1}, OF_ONE, {"one": 2, "by": "a"}),
    ],
)
def test_a_look_that_may_find_what_was_written_waits_for_the_turn(query, asked, write, told):
    assert may_see(query, asked, effect_of(write, told))


def test_what_is_no_write_has_no_effect():
    with pytest.raises(TypeError):
        effect_of(select(SEAT), {})
