"""Who belongs: each once, in order; never an older state, never two states at once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.federation.directory import DirectoryPosition, check_told, goes_on, read_directory
from exchange.core.federation.errors import (
    DirectoryForked,
    DirectoryInvalid,
    DirectoryRolledBack,
    EntityNotActive,
    StatementOutOfTime,
)
from tests.support.federation import DAY, HUB, PARTNER, SECONDS, Federation
from tests.support.keys import NOW

FED = Federation()
DIGEST = "A" * 43


def row(sub, **changed):
    return {"sub": sub, "statement_sha256": DIGEST, "status": "active", "since": SECONDS} | changed


def read(sha256="x", version=1, key_nbf=NOW, **changed):
    claims = FED.directory_claims(version, **changed)
    return read_directory(claims, sha256=sha256, key_nbf=key_nbf, at=NOW, demo=False)


def refused(**changed):
    with pytest.raises(DirectoryInvalid) as error:
        read(**changed)
    return error.value.detail


def test_each_participant_stands_once_and_in_order():
    assert list(read().rows) == [HUB, PARTNER]
    assert refused(entities=[row(PARTNER), row(HUB)]) == "order"
    assert refused(entities=[row(HUB), row(HUB)]) == "order"


def test_names_are_names_and_only_who_is_revoked_has_a_successor():
    assert refused(entities=[row("https://hub.example:443")]) == "entity"
    assert refused(entities=[row(HUB, status="revoked", successor="hub")]) == "entity"
    for status in ("active", "suspended"):
        assert refused(entities=[row(HUB, status=status, successor=PARTNER)]) == "successor"
    assert read(entities=[row(HUB, status="revoked", successor=PARTNER)]).rows[HUB].successor == PARTNER


def test_the_first_names_none_before_it_and_every_later_one_does():
    assert refused(prev_sha256=DIGEST) == "prev_sha256"
    claims = {name: value for name, value in FED.directory_claims(2).items() if name != "prev_sha256"}
    with pytest.raises(DirectoryInvalid):
        read_directory(claims, sha256="x", key_nbf=NOW, at=NOW, demo=False)


@pytest.mark.parametrize(
    ("iat", "exp", "holds"),
    [(60, DAY, True), (61, DAY, False), (-7 * DAY, 0, False), (0, 7 * DAY, True), (0, 7 * DAY + 1, False)],
)
def test_a_directory_holds_for_seven_days_from_a_minute_before(iat, exp, holds):
    times = {"iat": SECONDS + iat, "exp": SECONDS + exp}
    if holds:
        assert read(**times).exp == NOW + timedelta(seconds=exp)
    else:
        with pytest.raises(StatementOutOfTime):
            read(**times)


def test_only_who_is_active_with_this_very_statement_takes_part():
    rows = [row("https://a.example"), row("https://b.example", status="suspended"),
            row("https://c.example", status="revoked")]  # fmt: skip
    directory = read(entities=rows)
    assert directory.active("https://a.example", statement_sha256=DIGEST).since == SECONDS
    for sub, digest, why in [
        ("https://a.example", "B" * 43, "statement"),
        ("https://b.example", DIGEST, "suspended"),
        ("https://c.example", DIGEST, "revoked"),
        ("https://d.example", DIGEST, "unknown"),
    ]:
        with pytest.raises(EntityNotActive) as error:
            directory.active(sub, statement_sha256=digest)
        assert error.value.detail == why


HELD = DirectoryPosition(key_nbf=NOW, version=5, sha256="held", iat=NOW)
LATER, EARLIER = NOW + timedelta(days=1), NOW - timedelta(days=1)


def new(version, *, sha256="new", key_nbf=NOW, prev="held", iat=NOW):
    position = DirectoryPosition(key_nbf=key_nbf, version=version, sha256=sha256, iat=iat)
    return replace(read(), position=position, prev_sha256=prev)


@pytest.mark.parametrize(
    ("directory", "taken"),
    [
        (new(6), True),
        (new(7, prev="unseen"), True),
        (new(5, sha256="held"), False),
        (new(1, key_nbf=LATER, prev=""), True),
        (new(6, key_nbf=LATER, prev="other"), True),
    ],
)
def test_a_later_version_is_taken_and_one_under_a_later_key_begins_anew(directory, taken):
    assert goes_on(directory, held=HELD) is taken
    assert goes_on(directory, held=None)


@pytest.mark.parametrize(
    "directory",
    [
        new(4),
        new(9, key_nbf=EARLIER),
        new(2**53 - 1, key_nbf=EARLIER),
        new(6, iat=EARLIER),
        new(1, key_nbf=LATER, prev="", iat=EARLIER),
    ],
)
def test_an_older_state_is_refused_under_whatever_key_and_number(directory):
    with pytest.raises(DirectoryRolledBack):
        goes_on(directory, held=HELD)


@pytest.mark.parametrize("directory", [new(5), new(6, prev="other"), new(5, iat=EARLIER)])
def test_two_that_contradict_each_other_are_a_fork(directory):
    with pytest.raises(DirectoryForked):
        goes_on(directory, held=HELD)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 4), st.integers(0, 3)), max_size=12))
def test_whatever_comes_in_whatever_order_what_is_held_never_goes_back(steps):
    held = None
    for key, version, iat in steps:
        directory = new(
            version,
            sha256=f"{key}{version}{iat}",
            key_nbf=NOW + timedelta(days=key),
            prev="any",
            iat=NOW + timedelta(seconds=iat),
        )
        try:
            taken = goes_on(directory, held=held)
        except (DirectoryRolledBack, DirectoryForked):
            continue
        if taken:
            position = directory.position
            assert held is None or (position.key_nbf, position.version) > (held.key_nbf, held.version)
            assert held is None or position.iat >= held.iat
            held = position


def test_a_peer_that_was_shown_another_directory_of_this_version_shows_a_fork():
    check_told(5, "held", held=HELD)
    check_told(4, "other", held=HELD)
    with pytest.raises(DirectoryForked):
        check_told(5, "other", held=HELD)
