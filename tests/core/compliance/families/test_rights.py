"""Withdrawal and rights: each rule over real flows, a story that passes, one that fails, one nobody can decide.

What no flow lets happen is written past it into the store, as a fault or an intruder would.
"""

from dataclasses import replace

import pytest

from adapters.contract import Unavailable
from exchange.core.calendar import day_of
from exchange.core.compliance.families.rights import rv_02
from exchange.core.compliance.house import RequestCase
from exchange.core.compliance.kind import FactKind
from exchange.core.vocabulary import Delivery
from exchange.flows.partner.standing import suspend
from tests.flows.delivery.test_deliver import Post, failing
from tests.flows.register.test_enter import enters
from tests.flows.sending.test_update import send
from tests.support.hubs import CENTRE, KIM, Bench, Box, claim, wait
from tests.support.reviewed import (
    Stories,
    cases_in,
    change_packet,
    findings,
    kept,
    sent,
    under_way,
    worst,
)

stories = Stories()


def withdrawn(*, days=0, after=0, reachable=True):
    """A case whose consent was withdrawn after its packet was picked up, and the worker looked `after` seconds."""
    bench, voice = under_way("accepted")
    bench.clock.advance(days=1)
    bench.withdraw(voice.referral.consent)
    if not reachable:
        bench.adapters["mailbox"] = Post(failing(Unavailable("away")))
    if after is not None:
        bench.clock.advance(seconds=after)
        bench.mail()
    bench.clock.advance(days=days)
    return bench, voice


@stories("RV-01", "pass")
def _():
    bench, voice = withdrawn(days=1)
    assert voice.says("withdrawal-answered", result="deleted") == "accepted"
    return bench


@stories("RV-01", "fail")
def _():
    bench, referral = sent()
    bench.withdraw(referral.consent)
    change_packet(bench, delivery=Delivery.QUEUED)
    return bench


@stories("RV-01", "undecidable")
def _():
    return withdrawn(days=2, reachable=False)[0]


@stories("RV-03", "pass")
def _():
    return disputed("housing")


@stories("RV-03", "fail")
def _():
    return disputed("/note")


@stories("RV-03", "undecidable")
def _():
    return disputed("das im Brief")


def disputed(what):
    bench = Bench()
    bench.a_consent()
    draft = bench.draft()
    enters(bench, FactKind.DISPUTE, what=what, **{"from": "2026-01-01"})
    bench.release(draft)
    return bench


def asked(right="erasure", *, days=0, first=True):
    """A person whose packet a partner got asks for something, so many days ago."""
    bench, voice = under_way("accepted") if first else (Bench(), None)
    if not first:
        bench.draft()
    bench.clock.advance(days=1)
    since = str(bench.clock.now().date())
    enters(bench, FactKind.REQUEST, right=right, **{"from": since})
    bench.clock.advance(days=days)
    return bench, voice


@stories("RV-02", "pass")
def _():
    bench, voice = asked(days=2)
    assert voice.says("erased") == "accepted"
    return bench


@stories("RV-02", "fail")
def _():
    return asked(days=12)[0]


@stories("RV-02", "undecidable")
def _():
    bench, _ = asked(days=12)
    suspend(CENTRE, by=claim(KIM), hub=bench.hub)
    return bench


@pytest.mark.parametrize(("rule", "result"), stories.told)
def test_a_rule_says_of_each_story_what_it_is(rule, result):
    assert stories.says(rule, result) == result


@pytest.mark.parametrize("rule", stories.rules)
def test_nothing_but_its_function_says_that_a_story_fails(rule, monkeypatch):
    """With one that always passes, the failing story passes: the test above would be red."""
    stories.let_pass(rule, monkeypatch)
    assert stories.says(rule, "fail") == "pass"


def test_an_answer_has_its_days_and_then_the_dpo_is_told():
    bench = withdrawn(days=1)[0]
    assert worst(bench, "RV-01") == "undecidable"
    bench.clock.advance(days=9)
    assert worst(bench, "RV-01") == "fail"
    wait(bench, days=1)
    assert worst(bench, "RV-01") == "pass"


def test_an_answer_that_came_too_late_fails_where_nobody_told_the_dpo():
    bench, voice = withdrawn(days=10)
    assert voice.says("withdrawal-answered", result="deleted") == "accepted"
    assert worst(bench, "RV-01") == "fail"


def test_who_was_never_told_to_stop_fails():
    bench = withdrawn(days=1)[0]
    kept(bench).ways.clear()
    assert worst(bench, "RV-01") == "fail"


@pytest.mark.parametrize(("seconds", "result"), [(0, "pass"), (60, "pass"), (61, "fail")])
def test_the_stop_signal_is_there_within_a_minute(seconds, result):
    bench, voice = withdrawn(after=seconds)
    assert voice.says("withdrawal-answered", result="deleted") == "accepted"
    assert worst(bench, "RV-01") == result


def test_a_stop_signal_that_nobody_tried_to_carry_has_its_minute_and_then_fails():
    bench, _ = withdrawn(after=None)
    assert worst(bench, "RV-01") == "undecidable"
    bench.clock.advance(seconds=61)
    assert worst(bench, "RV-01") == "fail"


def test_a_partner_that_could_not_be_reached_in_time_was_tried():
    bench, voice = withdrawn(reachable=False)
    bench.adapters["mailbox"] = Box(bench.hub)
    wait(bench, days=1)
    assert voice.says("withdrawal-answered", result="deleted") == "accepted"
    assert [(one["from"], one["to"]) for one in signalled(bench)] == [("queued", "retrying"), ("retrying", "sending")]
    assert worst(bench, "RV-01") == "pass"


def test_the_stop_signal_of_another_case_says_nothing_of_this_one():
    bench, _ = withdrawn(days=1)
    bench.under_way("accepted", days=300)
    (newest,) = [it for it in kept(bench).referrals.values() if it.state.value == "accepted"]
    bench.withdraw(newest.consent)
    bench.clock.advance(seconds=90)
    bench.mail()
    assert findings(bench, "RV-01") == {"undecidable": 1, "fail": 1}


def test_a_stop_signal_of_which_nothing_says_when_it_was_there_is_not_decided():
    bench, voice = withdrawn(days=1)
    kept(bench).log[:] = [one for one in kept(bench).log if b'"signal"' not in one.record]
    assert voice.says("withdrawal-answered", result="deleted") == "accepted"
    assert worst(bench, "RV-01") == "undecidable"


def test_a_partner_that_fetches_has_its_stop_signal_with_the_withdrawal():
    bench = Bench(pulled=("mailbox",))
    voice = bench.under_way("accepted")
    bench.clock.advance(days=1)
    bench.withdraw(voice.referral.consent)
    bench.clock.advance(days=1)
    assert [(one["from"], one["to"]) for one in signalled(bench)] == [("queued", "sending")]
    assert voice.says("withdrawal-answered", result="deleted") == "accepted"
    assert worst(bench, "RV-01") == "pass"


def signalled(bench):
    """What the log says of stop signals."""
    return [one for one in bench.leaves("DELIVERY") if "signal" in one]


def test_what_left_after_it_fails():
    bench, voice = withdrawn(days=1)
    log = kept(bench).log
    place = next(at for at, one in enumerate(log) if one.type.name == "PACKET_HANDED_OVER")
    log.append(replace(log[place], at=bench.clock.now()))
    assert voice.says("withdrawal-answered", result="deleted") == "accepted"
    assert worst(bench, "RV-01") == "fail"


def test_what_was_stopped_before_anybody_had_it_passes():
    bench, referral = sent()
    bench.withdraw(referral.consent)
    assert worst(bench, "RV-01") == "pass"


@pytest.mark.parametrize(("what", "result"), [("free.text", "fail"), ("/contact", "fail"), ("/conta", "pass")])
def test_a_dispute_is_about_a_place_with_all_under_it_or_a_category(what, result):
    assert worst(disputed(what), "RV-03") == result


@pytest.mark.parametrize(
    ("request_", "result"),
    [
        ({"days": 2}, "undecidable"),
        ({"right": "access", "days": 12}, "not-applicable"),
        ({"first": False}, "not-applicable"),
    ],
)
def test_only_what_changes_something_at_who_holds_it_asks_for_an_answer_in_time(request_, result):
    assert worst(asked(**request_)[0], "RV-02") == result


def test_who_was_sent_the_corrected_value_is_told_by_it():
    bench, voice = asked("rectification", days=12)
    assert worst(bench, "RV-02") == "fail"
    send(bench, voice.referral, data={"note": "Lieber nachmittags."})
    bench.worker.once()
    bench.voice(voice.referral).fetch()
    assert worst(bench, "RV-02") == "pass"


def test_a_recipient_whom_a_law_excepts_is_noted_and_need_not_answer():
    bench, _ = asked(days=12)
    excepted = [{"recipient": CENTRE, "law": "Art. 19 Satz 1 DSGVO: Stelle aufgelöst (erfunden)"}]
    (before,) = cases_in(bench, RequestCase)
    since = day_of(before.at).isoformat()
    enters(bench, FactKind.REQUEST, right="erasure", exceptions=excepted, **{"from": since})
    assert (rv_02(before).result.value, worst(bench, "RV-02")) == ("fail", "pass")
