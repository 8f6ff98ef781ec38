"""How many statements each step of one referral says to SQLite in its turn: all that time the next writer waits.

What begins and ends a transaction is not among them, and rows that are written together are one.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby

import pytest

from exchange.edge.auth.access import Caller
from exchange.edge.auth.dpop import Proven
from exchange.edge.auth.token import Token
from exchange.flows.delivery.poll import collect
from tests.support.hubs import CENTRE, Bench
from tests.support.places import SqlPlace
from tests.support.statements import hear

MOST = {"door": 3, "draft": 9, "release": 23, "deliver": 14, "empty poll": 0, "poll": 2, "fetch": 9, "received": 10}
"""Reached so far. The aim is 1 for the door, 7, 10, none said, none, 2, 5 and 6."""
_TURN, _ENDS = "BEGIN IMMEDIATE", ("COMMIT", "ROLLBACK")
_AROUND = ("PRAGMA", "SAVEPOINT", "RELEASE")


class Statements:
    """Counts what is said on the connections of a store."""

    def __init__(self, store) -> None:
        self._said: list[str] = []
        hear(store._engine, self._said.append)

    def of(self, work) -> int:
        self._said.clear()
        work()
        words = (one.partition(" VALUES ")[0] for one in self._in_turn() if not one.startswith(_AROUND))
        return len(list(groupby(words)))

    def _in_turn(self) -> Iterator[str]:
        is_turn = False
        for one in self._said:
            if is_turn and not one.startswith(_ENDS):
                yield one
            is_turn = one == _TURN or (is_turn and not one.startswith(_ENDS))


@pytest.fixture
def bench(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    bench = Bench(store=place.open())
    # What is looked at once for a whole process is not counted.
    bench.under_way("under-review")
    yield bench
    place.close()


def at_the_door(bench, jti):
    now = datetime.now(UTC)
    token = Token(client=CENTRE, scopes=frozenset(), jti="token", jkt="key", issued_at=now, ends_at=now)
    caller = Caller(token=token, proof=Proven(jkt="key", jti=jti), scope="", at=now, hub=bench.hub)
    return caller.consume_proof_alone


def test_no_step_says_more_to_the_database_than_it_must(bench):
    said = Statements(bench.store)

    def poll():
        return collect(CENTRE, limit=9, acks=(), errors={}, hub=bench.hub)

    found = {"door": said.of(at_the_door(bench, "a proof"))}
    collect(CENTRE, limit=9, acks=[one for one, _ in poll().sets], errors={}, hub=bench.hub)
    found["empty poll"] = said.of(poll)
    bench.a_consent(person="P-2")
    drafts = []
    found["draft"] = said.of(lambda: drafts.append(bench.draft(person={"reference": "P-2"})))
    found["release"] = said.of(lambda: bench.release(drafts[0]))
    found["deliver"] = said.of(bench.worker.once)
    found["poll"] = said.of(poll)
    voice = bench.voice(drafts[0], CENTRE)
    found["fetch"] = said.of(voice.fetch)
    event = voice.signed("received")
    found["received"] = said.of(lambda: voice.sends(event))
    assert {step: found[step] for step, most in MOST.items() if found[step] > most} == {}, found
