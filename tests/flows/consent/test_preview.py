"""What an answer ends, replaces or narrows is shown beforehand, and nothing of it is kept but the look."""

from dataclasses import replace

import pytest

from exchange.core.errors import ConsentInvalid
from exchange.core.ids import show_instant
from exchange.core.vocabulary import State
from exchange.flows.consent.preview import preview_consent
from exchange.flows.consent.record import record_consent
from tests.support.hubs import ALEX, BOSS, CENTRE, KIM, Bench, claim, consent_document, encoded


def document(bench, level=0, **changes: object):
    return encoded(
        consent_document(bench.clock.now(), level=level, no_show=False, to=CENTRE, days=200) | changes
    )  # fmt: skip


def a_no(bench):
    return document(bench, status="ConsentRefused", answered_at=show_instant(bench.clock.now()))


def asked(bench, what, flow=preview_consent, by=KIM):
    return flow(what, by=claim(by), approve_by=claim(BOSS), hub=bench.hub)


@pytest.mark.parametrize("answer", [document, a_no])
def test_what_is_shown_is_what_then_happens(answer):
    bench = Bench()
    bench.under_way("under-review")
    bench.clock.advance(hours=1)
    what = answer(bench)
    before, done = asked(bench, what), asked(bench, what, record_consent)
    known = [replace(one, consent=before.consent) for one in (before, done)]
    assert [one.id for one in before.ended] == [one.id for one in done.ended]
    assert (known[0].replaced, known[0].narrowed) == (known[1].replaced, known[1].narrowed)
    assert before.ended or before.narrowed


def test_nothing_of_it_is_kept_and_the_look_is_noted():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.clock.advance(hours=1)
    person, leaves = voice.referral.person, len(bench.log())
    with bench.store.reading() as tx:
        answers = tx.consents.of(person)
    assert asked(bench, a_no(bench)).ended
    with bench.store.reading() as tx:
        assert tx.consents.of(person) == answers
    assert voice.referral.state is State.UNDER_REVIEW
    ((kind, noted),) = bench.log()[leaves:]
    assert (kind, noted["by"], noted["what"]) == ("STAFF_ACCESS", KIM, "consent-preview")


@pytest.mark.parametrize("answer", [document, a_no])
@pytest.mark.parametrize("flow", [preview_consent, record_consent])
def test_a_colleague_learns_that_it_touches_something_and_of_whose_nothing(flow, answer):
    bench = Bench()
    bench.under_way("under-review")
    bench.clock.advance(hours=1)
    what = answer(bench)
    theirs = asked(bench, what)
    told = asked(bench, what, flow, by=ALEX)
    assert (told.ended, told.replaced, told.narrowed) == ((), (), ())
    many = len(theirs.ended) + len(theirs.replaced) + len(theirs.narrowed)
    assert (told.elsewhere, theirs.elsewhere) == (many, 0)
    assert many


def test_a_person_nobody_knows_is_not_known_by_it():
    bench = Bench()
    asked(bench, document(bench, person="P-neu"))
    with bench.store.reading() as tx:
        assert tx.people.named("P-neu") == ()


@pytest.mark.parametrize("status", ["ConsentExpired", "ConsentWithdrawn", "ConsentInvalidated"])
@pytest.mark.parametrize("flow", [preview_consent, record_consent])
def test_a_state_nobody_declares_is_refused_beforehand_and_on_record(status, flow):
    bench = Bench()
    with pytest.raises(ConsentInvalid) as refused:
        asked(bench, document(bench, status=status), flow)
    assert refused.value.detail == "consent:status"
