"""Registers are shown to who may see them, as of any instant; a look at what concerns a person is noted."""

from datetime import timedelta

import pytest

from exchange.core.compliance.kind import FactKind
from exchange.core.errors import Forbidden, NotFound
from exchange.flows.register.look import Question, look_at_register
from tests.flows.register.test_enter import REFERENCE, enters, known
from tests.support.hubs import ALEX, BOSS, CENTRE, DPO, KIM, OPS, claim

DAY = timedelta(days=1)


def looks(bench, kind, by=BOSS, **asked: object):
    return look_at_register(Question(kind=kind, **asked), by=claim(by), hub=bench.hub)


def test_what_holds_is_shown_of_any_day_and_what_was_replaced_stays_in_the_history():
    bench, _ = known()
    now = bench.clock.now()
    first = enters(bench, FactKind.CONTRACT, **{"from": "2026-01-01", "until": "2030-12-31"})
    bench.clock.advance(days=3)
    ended = enters(bench, FactKind.CONTRACT, **{"from": "2026-01-01", "until": "2026-02-01"})
    assert looks(bench, FactKind.CONTRACT) == (first, ended)
    assert looks(bench, FactKind.CONTRACT, subject=CENTRE, at=now) == []
    assert looks(bench, FactKind.CONTRACT, at=ended.valid_until - DAY) == [ended]


@pytest.mark.parametrize("who", [KIM, OPS, DPO, BOSS])
def test_everybody_here_sees_what_concerns_no_person_and_leaves_no_line(who):
    bench, _ = known()
    done = enters(bench, FactKind.CONTRACT)
    before = bench.log()
    assert looks(bench, FactKind.CONTRACT, by=who) == (done,)
    assert bench.log() == before


def test_what_concerns_a_person_is_shown_to_who_has_their_case_and_the_look_is_noted():
    bench, person = known()
    done = enters(bench, FactKind.INFORMED)
    for who in (KIM, DPO):
        assert looks(bench, FactKind.INFORMED, by=who, subject=REFERENCE) == (done,)
    assert looks(bench, FactKind.INFORMED, by=BOSS) == (done,)
    lines = [one for one in bench.leaves("STAFF_ACCESS") if one["what"] == "register-informed"]
    assert [(one["by"], one["count"]) for one in lines] == [(KIM, 1), (DPO, 1), (BOSS, 1)]
    with bench.store.reading() as tx:
        whose = [one.person for _, one in tx.log.entries(start=0, limit=999) if b"register-informed" in one.record]
    assert whose == [person, person, ""]


def test_who_has_no_case_of_a_person_sees_nothing_of_them():
    bench, _ = known()
    enters(bench, FactKind.INFORMED)
    before = bench.log()
    for who, subject, error in ((ALEX, REFERENCE, NotFound), (ALEX, "", Forbidden), (OPS, REFERENCE, Forbidden)):
        with pytest.raises(error):
            looks(bench, FactKind.INFORMED, by=who, subject=subject)
    assert bench.log() == before
