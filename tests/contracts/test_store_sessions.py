"""Sessions and attempts to begin one, on every store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.errors import Conflict, NotFound
from exchange.core.session.attempts import Attempts
from exchange.core.session.session import EndOfSession
from tests.support.clock import NOON
from tests.support.examples import a_session, a_staff, uid

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def filled(store):
    with store.transaction() as tx:
        tx.staff.add(a_staff())
        tx.staff.add(a_staff("kim"))
        tx.sessions.add(a_session())
        tx.sessions.add(a_session(2, begun_at=LATER))
        tx.sessions.add(a_session(3, staff="kim"))
    return store


def test_one_is_found_by_id_by_token_and_with_the_others_of_its_owner(filled):
    with filled.reading() as tx:
        assert tx.sessions.get(uid(1)) == tx.sessions.of_token("digest-1") == a_session()
        assert (tx.sessions.get(uid(9)), tx.sessions.of_token("digest-9")) == (None, None)
        assert tx.sessions.of("alex") == (a_session(), a_session(2, begun_at=LATER))


@pytest.mark.parametrize(
    ("session", "refused"),
    [(a_session(), Conflict), (a_session(4, token_digest="digest-1"), Conflict), (a_session(4, staff="x"), NotFound)],
)
def test_ids_and_tokens_are_used_once_and_a_session_is_somebodys(filled, session, refused):
    with pytest.raises(refused), filled.transaction() as tx:
        tx.sessions.add(session)


def test_its_use_and_its_freshness_are_kept_apart_and_its_end_stays(filled):
    with filled.shared() as tx:
        tx.sessions.touch(uid(1), at=LATER)
        tx.sessions.freshen(uid(2), at=LATER + timedelta(minutes=1))
    used = a_session(seen_at=LATER)
    with filled.transaction() as tx:
        assert tx.sessions.get(uid(1)) == used
        assert tx.sessions.get(uid(2)).fresh_at == LATER + timedelta(minutes=1)
        over = replace(used, ended_at=LATER, why=EndOfSession.SIGNED_OUT, ended_by="alex")
        tx.sessions.end(over)
    with filled.shared() as tx:
        tx.sessions.touch(uid(1), at=LATER + timedelta(minutes=2))
    with filled.reading() as tx:
        assert tx.sessions.get(uid(1)) == replace(over, seen_at=LATER + timedelta(minutes=2))


def test_old_ones_are_listed_and_dropped(filled):
    with filled.transaction() as tx:
        assert [one.id for one in tx.sessions.begun_before(LATER, limit=9)] == [uid(1), uid(3)]
        assert [one.id for one in tx.sessions.begun_before(LATER, limit=1)] == [uid(1)]
        tx.sessions.drop(uid(1))
    with filled.reading() as tx:
        assert tx.sessions.get(uid(1)) is None


def test_attempts_are_counted_under_what_they_are_of_and_forgotten(store):
    with store.transaction() as tx:
        assert tx.sessions.attempts("name:kim") is None
        tx.sessions.put_attempts("name:kim", Attempts(count=1, last_at=NOON))
        tx.sessions.put_attempts("name:kim", Attempts(count=2, last_at=LATER))
        tx.sessions.put_attempts("name:alex", Attempts(count=7, last_at=NOON))
        tx.sessions.put_attempts("network:1", Attempts(count=7, last_at=NOON))
        assert tx.sessions.attempts("name:kim") == Attempts(count=2, last_at=LATER)
        tx.sessions.forgive("name:alex")
        assert tx.sessions.attempts("name:alex") is None
        tx.sessions.forget_attempts(LATER)
        assert (tx.sessions.attempts("network:1"), tx.sessions.attempts("name:kim").count) == (None, 2)
