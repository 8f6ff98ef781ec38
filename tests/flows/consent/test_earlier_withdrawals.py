"""A withdrawal for one recipient, of before it was kept in its consent, counts against every older yes all the same."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.consent.answers import revocations_of
from exchange.core.consent.consent import Revocation
from exchange.core.errors import NotCovered
from exchange.core.evidence.entry import EntryType
from exchange.core.vocabulary import ConsentStatus, State
from exchange.flows.append_entry import append_entry
from exchange.flows.consent.earlier_withdrawals import recall_withdrawals
from tests.flows.consent.answers import answered, told
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, KIM, OTHER, Bench, consent_document
from tests.support.places import SqlPlace

HOUR = timedelta(hours=1)


def for_both(bench, **changes: object):
    """A yes that names two partners."""
    document = consent_document(NOON, level=1, no_show=False, to=CENTRE, days=100)
    other = consent_document(NOON, level=1, no_show=False, to=OTHER, days=100)["clauses"][0] | {"id": "out-2"}
    return bench.a_consent(level=1, days=100, clauses=[*document["clauses"], other], **changes)


def withdrawn_as_before(bench, consent, entity=None, **more: object):
    """What a program of before did: it closed the windows, and wrote a leaf; the consent itself kept nothing of it."""
    at = bench.clock.now()
    with bench.store.transaction() as tx:
        clauses = tuple(
            replace(one, valid_until=max(at, one.valid_from)) if entity in (None, one.recipient.entity) else one
            for one in tx.consents.get(consent.id).clauses
        )
        over = all(one.valid_until <= at for one in clauses)
        status = ConsentStatus.WITHDRAWN if over else ConsentStatus.GIVEN
        tx.consents.put(replace(consent, clauses=clauses, status=status, answered_at=None))
        record = {"consent": consent.id, "recipient": entity, "status": status.value, "by": KIM} | more
        append_entry(tx, EntryType.CONSENT_WITHDRAWN, record, hub=bench.hub, at=at, person=consent.person)
    return at


def of_before(bench):
    """A referral on a yes; a newer yes for two, of which a program of before withdrew what it allows the one."""
    bench.a_consent(**told(NOON - 9 * HOUR))
    referral = bench.refer()
    newer = for_both(bench, **told(NOON - HOUR))
    return referral, newer, withdrawn_as_before(bench, newer, CENTRE)


def kept(bench, consent):
    with bench.store.reading() as tx:
        return revocations_of(tx.consents.get(consent.id))


def test_it_is_entered_with_its_day_and_its_recipient():
    bench = Bench()
    _, newer, at = of_before(bench)
    assert kept(bench, newer) == ()
    assert recall_withdrawals(hub=bench.hub)["recalled"] == 1
    assert kept(bench, newer) == (Revocation(at=at, entity=CENTRE),)


def test_what_ran_on_an_older_yes_to_the_same_recipient_ends_and_its_partner_is_told():
    bench = Bench()
    bench.a_consent(**told(NOON - 9 * HOUR))
    referral = bench.refer()
    bench.worker.once()
    voice = bench.voice(referral)
    voice.fetch()
    assert voice.says("received") == "accepted"
    newer = for_both(bench, **told(NOON - HOUR))
    withdrawn_as_before(bench, newer, CENTRE)
    bench.mail()
    assert recall_withdrawals(hub=bench.hub) == {"recalled": 1, "ended": 1, "unread": 0}
    assert bench.now(referral).state is State.CONSENT_WITHDRAWN
    assert [one["name"] for one in bench.mail()] == ["withdrawn"]


def test_what_was_not_fetched_never_leaves_and_nothing_new_goes_on_the_older_yes():
    bench = Bench()
    referral, _, _ = of_before(bench)
    recall_withdrawals(hub=bench.hub)
    assert bench.now(referral).state is State.CONSENT_WITHDRAWN
    with pytest.raises(NotCovered):
        bench.release(bench.draft())


def test_the_other_recipient_and_a_yes_given_since_stand():
    bench = Bench()
    bench.a_consent(**told(NOON - 9 * HOUR))
    withdrawn_as_before(bench, for_both(bench, **told(NOON - HOUR)), CENTRE)
    bench.clock.advance(hours=1)
    bench.a_consent(**told(bench.clock.now()))
    for_other, since = bench.refer(to=OTHER), bench.refer()
    recall_withdrawals(hub=bench.hub)
    assert [bench.now(one).state for one in (for_other, since)] == [State.SENT, State.SENT]


def test_one_after_the_other_each_has_its_own_day():
    bench = Bench()
    consent = for_both(bench)
    first = withdrawn_as_before(bench, consent, CENTRE)
    bench.clock.advance(hours=2)
    with bench.store.reading() as tx:
        consent = tx.consents.get(consent.id)
    second = withdrawn_as_before(bench, consent, OTHER)
    recall_withdrawals(hub=bench.hub)
    assert kept(bench, consent) == (Revocation(at=first, entity=CENTRE), Revocation(at=second, entity=OTHER))


def test_a_repeat_changes_nothing_and_what_is_kept_already_is_not_entered_twice():
    bench = Bench()
    _, newer, _ = of_before(bench)
    today = for_both(bench)
    bench.withdraw(today, recipient=OTHER)
    before = kept(bench, today)
    assert recall_withdrawals(hub=bench.hub)["recalled"] == 1
    once, size = kept(bench, newer), len(bench.log())
    assert recall_withdrawals(hub=bench.hub) == {"recalled": 0, "ended": 0, "unread": 0}
    assert (kept(bench, newer), kept(bench, today), len(bench.log())) == (once, before, size)


def test_a_whole_withdrawal_of_before_is_left_as_it_was_for_its_windows_say_it():
    bench = Bench()
    consent = for_both(bench)
    at = withdrawn_as_before(bench, consent)
    size = len(bench.log())
    assert recall_withdrawals(hub=bench.hub) == {"recalled": 0, "ended": 0, "unread": 0}
    assert (kept(bench, consent), len(bench.log())) == ((Revocation(at=at),), size)


def test_what_another_answer_closed_is_no_withdrawal_of_its_own():
    bench = Bench()
    consent = for_both(bench)
    withdrawn_as_before(bench, consent, CENTRE, answer="018f0000-0000-7000-8000-000000000009")
    assert recall_withdrawals(hub=bench.hub)["recalled"] == 0


def test_one_of_today_stays_beside_one_of_before_in_the_order_of_their_days():
    bench = Bench()
    consent = for_both(bench)
    before = withdrawn_as_before(bench, consent, CENTRE)
    bench.clock.advance(hours=2)
    bench.withdraw(consent, recipient=OTHER)
    recall_withdrawals(hub=bench.hub)
    assert kept(bench, consent) == (
        Revocation(at=before, entity=CENTRE),
        Revocation(at=bench.clock.now(), entity=OTHER),
    )


def test_what_was_never_given_has_nothing_to_withdraw():
    bench = Bench()
    refused = answered(bench, "ConsentRefused").consent
    with bench.store.transaction() as tx:
        record = {"consent": refused.id, "recipient": CENTRE, "status": refused.status.value, "by": KIM}
        at = bench.clock.now()
        append_entry(tx, EntryType.CONSENT_WITHDRAWN, record, hub=bench.hub, at=at, person=refused.person)
    assert recall_withdrawals(hub=bench.hub)["recalled"] == 0
    assert kept(bench, refused) == ()


def test_a_row_that_is_not_as_the_log_says_is_left_and_counted_and_the_others_are_entered(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    bench = Bench(store=place.open())
    changed, whole = (for_both(bench) for _ in range(2))
    _, at = (withdrawn_as_before(bench, one, CENTRE) for one in (changed, whole))
    place.change(f"UPDATE consent SET seal = NULL WHERE id = '{changed.id}'")  # noqa: S608 of our own making
    # Of the one nothing is believed; beside it nothing of the person is ended, but what is missing is entered.
    assert recall_withdrawals(hub=bench.hub) == {"recalled": 1, "ended": 0, "unread": 2}
    assert kept(bench, whole) == (Revocation(at=at, entity=CENTRE),)
    place.close()


class PowerCut(Exception):
    pass


class Interrupted:
    """A store whose process ends within the first thing it would write."""

    def __init__(self, store) -> None:
        self.reading, self.store = store.reading, store

    @contextmanager
    def transaction(self):
        with self.store.transaction() as tx:
            yield tx
            raise PowerCut


def test_interrupted_it_has_ended_nothing_without_entering_why_and_goes_on():
    bench = Bench()
    referral, newer, at = of_before(bench)
    with pytest.raises(PowerCut):
        recall_withdrawals(hub=replace(bench.hub, store=Interrupted(bench.store)))
    assert (bench.now(referral).state, kept(bench, newer)) == (State.SENT, ())
    recall_withdrawals(hub=bench.hub)
    assert (bench.now(referral).state, kept(bench, newer)) == (
        State.CONSENT_WITHDRAWN,
        (Revocation(at=at, entity=CENTRE),),
    )
