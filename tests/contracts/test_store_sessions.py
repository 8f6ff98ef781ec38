"""Sessions and attempts to begin one, on every store."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.errors import Conflict, NotFound
from exchange.core.session.assurance import Assurance
from exchange.core.session.attempts import Attempts
from exchange.core.session.session import EndOfSession
from tests.support.clock import NOON
from tests.support.examples import a_passkey, a_session, a_staff, uid

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
        tx.sessions.freshen(uid(2), at=LATER + timedelta(minutes=1), by=Assurance.PASSKEY)
    used = a_session(seen_at=LATER)
    with filled.transaction() as tx:
        assert tx.sessions.get(uid(1)) == used
        fresh = tx.sessions.get(uid(2))
        assert (fresh.fresh_at, fresh.fresh_by) == (LATER + timedelta(minutes=1), Assurance.PASSKEY)
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


def test_passkeys_are_found_by_device_and_owner_used_and_dropped(store):
    with store.transaction() as tx:
        tx.staff.add(a_staff())
        tx.passkeys.add(a_passkey())
        tx.passkeys.add(a_passkey(2))
    with store.transaction() as tx:
        assert (tx.passkeys.of_credential("device-1"), tx.passkeys.of_credential("x")) == (a_passkey(), None)
        tx.passkeys.used(a_passkey(sign_count=4))
        tx.passkeys.drop(uid(2))
    with store.reading() as tx:
        assert (tx.passkeys.of("alex"), tx.passkeys.of("kim")) == ((a_passkey(sign_count=4),), ())
    for again, refused in ((a_passkey(3, credential="device-1"), Conflict), (a_passkey(3, staff="x"), NotFound)):
        with pytest.raises(refused), store.transaction() as tx:
            tx.passkeys.add(again)


def test_what_was_offered_is_taken_once_and_not_when_it_has_ended(store):
    with store.shared() as tx:
        tx.single_use.offer("passkey", "a", until=LATER)
        tx.single_use.offer("passkey", "b", until=LATER)
    with store.shared() as tx:
        assert not tx.single_use.take("dpop", "a", at=NOON)
        assert not tx.single_use.take("passkey", "c", at=NOON)
        assert not tx.single_use.take("passkey", "b", at=LATER)
        assert tx.single_use.take("passkey", "a", at=NOON)
    with store.shared() as tx:
        assert not tx.single_use.take("passkey", "a", at=NOON)
