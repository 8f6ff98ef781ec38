"""Rules are armed and waived by two, after the DPO's advice; core rules always are, and one waits for passkeys."""

from datetime import date, timedelta

import pytest

from exchange.core.compliance.arming import AdviceUnfit, NotArmed, RuleAlwaysArmed, RuleNotArmable
from exchange.core.compliance.fact import FactUnfit
from exchange.core.compliance.kind import FactKind
from exchange.core.errors import Forbidden, FourEyes, NotFound
from exchange.flows.compliance.review import armed_rules
from exchange.flows.register.arm import WouldStop, arm, disarm, look_ahead, waive
from exchange.flows.staff.authenticate import SENDERS
from exchange.flows.staff.members import deactivate_staff
from tests.flows.register.test_enter import enters
from tests.support.clock import NOON
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, Bench, claim
from tests.support.passkeys import by_passkey

ADVISED = date(2026, 11, 20)
REASON = "Die Verträge liegen erst im Mai vor (erfunden)."


def arms(bench, rule="RE-01", by=BOSS, second=OPS, advised_on=ADVISED):
    approve = claim(second) if second else None
    return arm(rule, advised_on=advised_on, by=claim(by), approve_by=approve, hub=bench.hub)


def disarms(bench, rule="RE-01", by=BOSS, second=OPS):
    return disarm(rule, reason=REASON, by=claim(by), approve_by=claim(second), hub=bench.hub)


def armed(bench, *rules: str):
    at = bench.clock.now()
    with bench.store.reading() as tx:
        return armed_rules(tx, rules or ["RE-01"], at=at)


def test_a_rule_is_armed_from_now_on_with_the_advice_and_both_names():
    bench = Bench()
    done = arms(bench)
    assert (done.document["dpo_advised_on"], done.entered_by, done.approved_by) == ("2026-11-20", BOSS, OPS)
    assert armed(bench) == {"RE-01"}
    (leaf,) = bench.leaves("RULE_ARMED")
    assert (leaf["subject"], leaf["by"], leaf["approved_by"]) == ("RE-01", BOSS, OPS)


def test_a_rule_that_is_disarmed_only_warns_again_and_what_it_was_stays():
    bench = Bench()
    arms(bench)
    bench.clock.advance(days=3)
    done = disarms(bench)
    assert armed(bench) == frozenset()
    with bench.store.reading() as tx:
        assert tx.facts.at(FactKind.ARMED, "RE-01", at=NOON + timedelta(days=1), known_at=done.recorded_at)
    assert [len(bench.leaves(kind)) for kind in ("RULE_ARMED", "RULE_DISARMED")] == [1, 1]
    with pytest.raises(NotArmed):
        disarms(bench)
    bench.clock.advance(days=1)
    arms(bench)
    assert armed(bench) == {"RE-01"}


@pytest.mark.parametrize(("rule", "error"), [("RE-1", NotFound), ("CO-05", RuleAlwaysArmed), ("FE-03", RuleNotArmable)])
def test_what_is_no_rule_always_armed_or_would_stop_everything_is_not_armed_by_whatever_door(rule, error):
    bench = Bench()
    with pytest.raises(error):
        arms(bench, rule)
    with pytest.raises(error):
        look_ahead(rule, by=claim(BOSS), hub=bench.hub)
    if rule in {"CO-05", "FE-03"}:
        with pytest.raises(error):
            enters(bench, FactKind.ARMED, second=OPS, rule=rule)
    assert armed(bench, "CO-05", "FE-03") == frozenset()


def test_two_factors_are_armed_once_everybody_who_sends_has_a_passkey_and_before_that_it_says_how_many_have_none():
    bench = Bench()
    deactivate_staff(ALEX, by=claim(BOSS), hub=bench.hub)
    with bench.store.reading() as tx:
        senders = [one.id for one in tx.staff.all() if one.active and one.role in SENDERS]
    for number, one in enumerate(senders):
        with pytest.raises(RuleNotArmable) as refused:
            arms(bench, "FE-03")
        lacking = len(senders) - number
        assert refused.value.what.de.startswith(f"{lacking} von {len(senders)} Konten")
        assert refused.value.what.en.startswith(f"{lacking} of {len(senders)} accounts")
        by_passkey(bench, one)
    assert look_ahead("FE-03", by=claim(BOSS), hub=bench.hub).stopped == 0
    arms(bench, "FE-03")
    assert armed(bench, "FE-03") == {"FE-03"}


def test_nobody_disarms_a_rule_that_is_always_armed():
    with pytest.raises(RuleAlwaysArmed):
        disarms(Bench(), "CO-05")


@pytest.mark.parametrize(
    ("by", "second", "error"), [(KIM, OPS, Forbidden), (BOSS, None, FourEyes), (BOSS, BOSS, FourEyes)]
)
def test_a_lead_and_a_second_arm_it_and_the_dpo_s_advice_is_no_approval(by, second, error):
    bench = Bench()
    with pytest.raises(error):
        arms(bench, by=by, second=second)
    with pytest.raises(Forbidden):
        arms(bench, second=DPO)
    with pytest.raises(AdviceUnfit):
        arms(bench, advised_on=date(2026, 11, 25))
    assert armed(bench) == frozenset()


def test_who_disarms_is_asked_the_same():
    bench = Bench()
    arms(bench)
    for by, second, error in ((KIM, OPS, Forbidden), (BOSS, BOSS, FourEyes), (BOSS, DPO, Forbidden)):
        with pytest.raises(error):
            disarms(bench, by=by, second=second)
    assert armed(bench) == {"RE-01"}


def test_before_it_is_armed_it_says_how_many_of_the_last_90_days_it_would_have_stopped():
    bench = Bench()
    bench.sent()
    bench.clock.advance(days=91)
    assert look_ahead("RE-01", by=claim(BOSS), hub=bench.hub) == WouldStop(stopped=0, looked_at=0)
    bench.clock.advance(days=-2)
    assert look_ahead("RE-01", by=claim(BOSS), hub=bench.hub) == WouldStop(stopped=1, looked_at=1)


def test_a_waiver_ends_within_90_days_and_names_a_rule():
    bench = Bench()
    done = waives(bench, until=date(2027, 2, 22))
    assert (done.subject, done.topic, done.document["reason"]) == ("RE-01", "x", REASON)
    with pytest.raises(FactUnfit):
        waives(bench, until=date(2027, 2, 23))
    with pytest.raises(NotFound) as refused:
        waives(bench, rule="RE-99")
    assert "RE-0" in refused.value.form.en
    with pytest.raises(FourEyes):
        waives(bench, second=None)


def waives(bench, rule="RE-01", second=OPS, until=date(2026, 12, 24)):
    approve = claim(second) if second else None
    return waive(rule, "x", reason=REASON, until=until, by=claim(BOSS), approve_by=approve, hub=bench.hub)
