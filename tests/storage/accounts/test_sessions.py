"""Sessions at rest: whoever writes the database makes nobody signed in, nor fresh, nor anybody else."""

from datetime import timedelta

import pytest

from exchange.core.evidence.row import RowDiffers
from exchange.core.session.assurance import Assurance
from exchange.core.session.attempts import Attempts
from exchange.core.session.session import EndOfSession
from tests.support.clock import NOON
from tests.support.examples import a_session, a_staff, uid

MONTHS = NOON + timedelta(days=99)
MICROSECONDS = int(MONTHS.timestamp() * 1_000_000)
ONE = f" WHERE id = '{uid(1)}'"


@pytest.fixture
def filled(place):
    with place.open().transaction() as tx:
        for name in ("alex", "kim"):
            tx.staff.add(a_staff(name))
        tx.sessions.add(a_session())
        tx.sessions.add(a_session(2, staff="kim"))
    return place


@pytest.mark.parametrize(
    "words",
    [
        "staff = 'kim'",
        "bound = 'x'",
        "token_digest = 'mine'",
        f"begun_at = {MICROSECONDS}",
        f"seen_at = {MICROSECONDS}",
        f"fresh_at = {MICROSECONDS}",
        "seen_at = fresh_at + 1, seen_at_mac = fresh_at_mac",
        f"fresh_at = {MICROSECONDS}, fresh_at_mac = 'x'",
        "fresh_by = 'passkey'",
        "seen_at = 'x'",
        # Genuine words of another session, and of another column.
        f"(fresh_at, fresh_at_mac) = (SELECT fresh_at, fresh_at_mac FROM session WHERE id = '{uid(2)}')",  # noqa: S608
        "seen_at_mac = fresh_at_mac",
    ],
)
def test_whoever_changes_a_session_past_the_hub_is_noticed(filled, words):
    assert filled.change(f"UPDATE session SET {words}{ONE}") == 1  # noqa: S608 ours
    with filled.open().reading() as tx:
        with pytest.raises(RowDiffers):
            tx.sessions.get(uid(1))
        with pytest.raises(RowDiffers):
            tx.sessions.of_token("mine" if words.startswith("token") else "digest-1")
        assert tx.sessions.of("alex") == ()


def test_a_stamp_that_was_taken_away_vouches_for_nothing(filled):
    for words in ("DROP COLUMN fresh_at_mac", "ADD COLUMN fresh_at_mac BLOB"):
        filled.change(f"ALTER TABLE session {words}")
    with pytest.raises(RowDiffers), filled.open().reading() as tx:
        tx.sessions.get(uid(1))


def test_a_session_that_was_taken_away_is_no_end_of_it(filled):
    assert filled.change(f"DELETE FROM session{ONE}") == 1  # noqa: S608 ours
    with filled.open().reading() as tx:
        assert tx.sessions.of_token("digest-1") is None
        with pytest.raises(RowDiffers):
            tx.sessions.get(uid(1))


def test_a_session_as_it_was_before_it_ended_does_not_come_back(filled):
    before = filled.open()
    with before.reading() as tx:
        running = tx.sessions.get(uid(1))
    filled.change("CREATE TABLE kept AS SELECT * FROM session")
    with before.transaction() as tx:
        tx.sessions.end(a_session(ended_at=NOON, why=EndOfSession.SIGNED_OUT, ended_by="alex"))
    filled.change(f"DELETE FROM session{ONE}")  # noqa: S608 ours
    filled.change(f"INSERT INTO session SELECT * FROM kept{ONE}")  # noqa: S608 ours
    with pytest.raises(RowDiffers), before.reading() as tx:
        assert tx.sessions.get(uid(1)) == running


def test_an_older_stamp_put_back_makes_a_session_only_older(filled):
    filled.change("CREATE TABLE kept AS SELECT * FROM session")
    store = filled.open()
    with store.transaction() as tx:
        tx.sessions.freshen(uid(1), at=MONTHS, by=Assurance.PASSPHRASE)
    filled.change(
        f"UPDATE session SET (fresh_at, fresh_at_mac) = (SELECT fresh_at, fresh_at_mac FROM kept{ONE}){ONE}"  # noqa: S608
    )
    with store.reading() as tx:
        assert tx.sessions.get(uid(1)).fresh_at == a_session().fresh_at


def test_neither_a_typed_name_nor_a_network_is_kept_in_words(place):
    with place.open().transaction() as tx:
        tx.sessions.put_attempts("name:erfundenesgeheimnis", Attempts(count=1, last_at=NOON))
    assert b"erfundenesgeheimnis" not in place.stored()
