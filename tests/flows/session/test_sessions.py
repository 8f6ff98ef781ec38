"""Sessions are shown to their owner and to who runs the hub, ended by them, and forgotten a day later."""

from datetime import timedelta

import pytest

from exchange.core.errors import Forbidden, NotFound
from exchange.core.session.session import EndOfSession, SessionEnded
from exchange.flows.session.recognise import recognise
from exchange.flows.session.sessions import end_session, forget_sessions, sessions_of, sign_out_staff
from exchange.flows.session.sign_in import sign_in
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, claim

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def ended(bench, token):
    with pytest.raises(SessionEnded) as refused:
        recognise(token, hub=bench.hub)
    return refused.value.detail


def test_everybody_sees_their_own_and_who_runs_the_hub_those_of_others(bench, opened):
    second = sign_in(claim(KIM), hub=bench.hub)
    theirs = (opened.session, second.session)
    assert sessions_of(by=claim(KIM), hub=bench.hub) == theirs
    assert sessions_of(by=recognise(opened.token, hub=bench.hub)[0], hub=bench.hub) == theirs
    assert sessions_of(KIM, by=claim(OPS), hub=bench.hub) == theirs
    assert sessions_of(by=claim(BOSS), hub=bench.hub) == ()
    for other in (ALEX, DPO):
        with pytest.raises(Forbidden):
            sessions_of(KIM, by=claim(other), hub=bench.hub)
    with pytest.raises(NotFound):
        sessions_of("niemand", by=claim(OPS), hub=bench.hub)


def test_one_that_runs_is_ended_from_elsewhere_by_its_owner_or_who_runs_the_hub(bench, opened):
    second = sign_in(claim(KIM), hub=bench.hub)
    by, _ = recognise(second.token, hub=bench.hub)
    assert end_session(opened.session.id, by=by, hub=bench.hub).why is EndOfSession.ENDED
    assert ended(bench, opened.token) == EndOfSession.ENDED
    end_session(second.session.id, by=claim(BOSS), hub=bench.hub)
    assert sessions_of(by=claim(KIM), hub=bench.hub) == ()
    assert [line["by"] for line in bench.leaves("SESSION_ENDED")] == [KIM, BOSS]
    with pytest.raises(NotFound):
        end_session(second.session.id, by=claim(BOSS), hub=bench.hub)


@pytest.mark.parametrize("who", [ALEX, DPO])
def test_for_everybody_else_there_is_no_such_session(bench, opened, who):
    with pytest.raises(NotFound):
        end_session(opened.session.id, by=claim(who), hub=bench.hub)
    with pytest.raises(Forbidden):
        sign_out_staff(KIM, by=claim(who), hub=bench.hub)
    assert recognise(opened.token, hub=bench.hub)


def test_all_of_somebody_are_ended_at_once(bench, opened):
    others = sign_in(claim(ALEX), hub=bench.hub)
    assert [one.id for one in sign_out_staff(KIM, by=claim(OPS), hub=bench.hub)] == [opened.session.id]
    assert sign_out_staff(KIM, by=claim(OPS), hub=bench.hub) == ()
    assert ended(bench, opened.token) == EndOfSession.ENDED
    assert recognise(others.token, hub=bench.hub)


def test_a_day_after_it_began_it_is_forgotten_and_one_that_ended_by_itself_has_its_line(bench, opened):
    bench.clock.at += HOUR
    assert forget_sessions(hub=bench.hub) == 0
    assert ended(bench, opened.token) == EndOfSession.IDLE
    bench.clock.at += DAY
    young = sign_in(claim(KIM), hub=bench.hub)
    assert forget_sessions(hub=bench.hub) == 1
    assert ended(bench, opened.token) == ""
    assert recognise(young.token, hub=bench.hub)
    (line,) = bench.leaves("SESSION_ENDED")
    assert (line["why"], line["staff"], line["session"]) == ("idle", KIM, opened.session.id)
    assert line["ended_at"] < line["at"]
    assert forget_sessions(hub=bench.hub) == 0
