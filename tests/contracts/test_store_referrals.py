"""What every store promises of matters, their drafts, packets and history."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.errors import Conflict, Duplicate, NotFound, StaleVersion
from exchange.core.unavailable import Contended
from exchange.core.vocabulary import Delivery, State
from tests.support.clock import NOON
from tests.support.examples import CENTRE, a_draft, a_line, a_packet, a_person, a_referral, an_outgoing, uid

MINUTE = timedelta(minutes=1)


def test_a_matter_and_its_draft_come_back_as_they_were_added(matter):
    with matter.reading() as tx:
        assert tx.referrals.get(uid(1)) == a_referral()
        assert tx.referrals.lock(uid(1)) == a_referral()
        assert tx.referrals.draft(uid(1)) == a_draft()
        assert (tx.referrals.get(uid(2)), tx.referrals.lock(uid(2)), tx.referrals.draft(uid(2))) == (None, None, None)


def test_a_matter_with_nothing_optional_comes_back_too(matter):
    empty = dict.fromkeys(("consent", "next_at", "delivery", "appointment", "cancellation_from", "cancellation_on"))
    bare = a_referral(2, **empty)
    with matter.transaction() as tx:
        tx.referrals.add(bare, a_draft(attachments=()))
        assert tx.referrals.get(uid(2)) == bare


def test_an_id_is_given_to_one_matter_only(matter):
    with pytest.raises(Conflict), matter.transaction() as tx:
        tx.referrals.add(a_referral(), a_draft())


def test_a_matter_is_found_by_its_code_and_no_other_matter_gets_it(matter):
    with matter.transaction() as tx:
        tx.referrals.add(a_referral(2, code="7K2-94Q"), a_draft())
        tx.referrals.add(a_referral(3, code="7K2-94R"), a_draft())
        tx.referrals.add(a_referral(4), a_draft())
    with matter.reading() as tx:
        assert (tx.referrals.by_code("7K2-94Q"), tx.referrals.by_code("7K2-94R")) == (uid(2), uid(3))
        assert (tx.referrals.by_code("7K2-94T"), tx.referrals.by_code("")) == (None, None)
        assert tx.referrals.get(uid(2)).code == "7K2-94Q"
    with pytest.raises(Contended), matter.transaction() as tx:
        tx.referrals.add(a_referral(5, code="7K2-94Q"), a_draft())


def test_a_matter_of_nobody_is_refused(matter):
    with pytest.raises(NotFound), matter.transaction() as tx:
        tx.referrals.add(a_referral(2, person=uid(9)), a_draft())


def test_a_draft_is_replaced(matter):
    with matter.transaction() as tx:
        tx.referrals.put_draft(uid(1), a_draft(reason="Schritt 3"))
        assert tx.referrals.draft(uid(1)) == a_draft(reason="Schritt 3")


def test_a_draft_of_no_matter_is_refused(matter):
    with pytest.raises(NotFound), matter.transaction() as tx:
        tx.referrals.put_draft(uid(9), a_draft())


def test_a_matter_is_saved_by_whoever_saw_its_last_write(matter):
    changed = a_referral(state=State.RELEASED, version=2, handed_over=True)
    with matter.transaction() as tx:
        seen = tx.referrals.writes(uid(1))
        tx.referrals.save(changed, seen=seen)
        assert tx.referrals.get(uid(1)) == changed
        assert tx.referrals.writes(uid(1)) == seen + 1


def test_a_save_on_what_has_moved_on_is_refused_and_changes_nothing(matter):
    with matter.transaction() as tx:
        seen = tx.referrals.writes(uid(1))
        tx.referrals.save(a_referral(owner="kim"), seen=seen)
    with pytest.raises(StaleVersion), matter.transaction() as tx:
        tx.referrals.save(a_referral(owner="lou"), seen=seen)
    with matter.reading() as tx:
        assert tx.referrals.get(uid(1)) == a_referral(owner="kim")


def test_a_save_of_what_is_not_there_is_refused(matter):
    with matter.transaction() as tx:
        assert tx.referrals.writes(uid(9)) == 0
        with pytest.raises(StaleVersion):
            tx.referrals.save(a_referral(9), seen=0)


@pytest.mark.parametrize("state", [State.RELEASED, State.SENT, State.ON_HOLD, State.CANCELLATION_REQUESTED])
def test_a_released_matter_that_has_not_ended_is_an_open_duplicate(matter, state):
    with matter.transaction() as tx:
        tx.referrals.add(a_referral(2, state=state), a_draft())
        assert tx.referrals.open_duplicate(uid(1), CENTRE, "sucht") == uid(2)
        assert tx.referrals.open_duplicate(uid(1), CENTRE, "schulden") is None
        assert tx.referrals.open_duplicate(uid(1), "https://other.example", "sucht") is None
        assert tx.referrals.open_duplicate(uid(2), CENTRE, "sucht") is None


@pytest.mark.parametrize("state", [State.DRAFT, State.AWAITING_CONSENT, State.DECLINED, State.CONSENT_WITHDRAWN])
def test_a_draft_or_an_ended_matter_is_no_duplicate(matter, state):
    with matter.transaction() as tx:
        tx.referrals.add(a_referral(2, state=state), a_draft())
        assert tx.referrals.open_duplicate(uid(1), CENTRE, "sucht") is None


def test_a_second_open_matter_for_the_same_offer_cannot_be_written(matter):
    with matter.transaction() as tx:
        tx.referrals.add(a_referral(2, state=State.SENT), a_draft())
    with pytest.raises(Duplicate), matter.transaction() as tx:
        tx.referrals.add(a_referral(3, state=State.RELEASED), a_draft())
    with pytest.raises(Duplicate), matter.transaction() as tx:
        tx.referrals.save(a_referral(1, state=State.RELEASED), seen=1)


def test_matters_that_stand_on_a_consent_are_found(matter):
    with matter.transaction() as tx:
        tx.referrals.add(a_referral(3), a_draft())
        tx.referrals.add(a_referral(2, consent=uid(7)), a_draft())
        assert [one.id for one in tx.referrals.of_consent(uid(1))] == [uid(1), uid(3)]


def test_what_waits_for_a_persons_consent_is_found(matter):
    with matter.transaction() as tx:
        tx.people.add(a_person(2))
        for number in (3, 2):
            tx.referrals.add(a_referral(number, state=State.AWAITING_CONSENT), a_draft())
        tx.referrals.add(a_referral(4, state=State.AWAITING_CONSENT, person=uid(2)), a_draft())
        assert [one.id for one in tx.referrals.waiting_for_consent(uid(1))] == [uid(2), uid(3)]


def test_matters_come_in_pages_in_order_of_id(matter):
    with matter.transaction() as tx:
        for number in (3, 2, 4):
            tx.referrals.add(a_referral(number), a_draft())
        assert [one.id for one in tx.referrals.page(states=(), after=uid(1), limit=2)] == [uid(2), uid(3)]


def test_a_page_may_be_of_some_states_only(matter):
    with matter.transaction() as tx:
        tx.referrals.add(a_referral(2, state=State.SENT), a_draft())
        tx.referrals.add(a_referral(3, state=State.EXPIRED), a_draft())
        states = {State.SENT, State.EXPIRED}
        assert [one.id for one in tx.referrals.page(states=states, after="", limit=9)] == [uid(2), uid(3)]


def test_the_clock_looks_at_what_is_due_oldest_first_whether_it_has_ended_or_not(matter):
    with matter.transaction() as tx:
        tx.referrals.add(a_referral(2, look_at=NOON - MINUTE), a_draft())
        tx.referrals.add(a_referral(3, look_at=NOON + MINUTE), a_draft())
        tx.referrals.add(a_referral(4, look_at=NOON - 2 * MINUTE, state=State.CANCELLED), a_draft())
        tx.referrals.add(a_referral(5, look_at=None), a_draft())
        assert [one.id for one in tx.referrals.due(NOON, limit=9)] == [uid(4), uid(2), uid(1)]
        assert [one.id for one in tx.referrals.due(NOON, limit=1)] == [uid(4)]


# --- packets


def test_a_list_begins_with_what_has_waited_longest_whether_it_has_ended_or_not(matter):
    with matter.transaction() as tx:
        tx.referrals.add(a_referral(2, listed_at=NOON - MINUTE), a_draft())
        tx.referrals.add(a_referral(3, listed_at=NOON + MINUTE), a_draft())
        tx.referrals.add(a_referral(4, listed_at=NOON - 2 * MINUTE, state=State.CANCELLED), a_draft())
        tx.referrals.add(a_referral(5, listed_at=None), a_draft())
        assert [one.id for one in tx.referrals.listed(NOON, limit=9)] == [uid(4), uid(2), uid(1)]
        assert [one.id for one in tx.referrals.listed(NOON, limit=1)] == [uid(4)]


# --- packets


def test_a_packet_comes_back_as_it_was_added(matter):
    with matter.transaction() as tx:
        tx.referrals.add_packet(a_packet())
        assert tx.referrals.packet(uid(1)) == a_packet()
        assert tx.referrals.packet(uid(2)) is None


def test_a_packet_without_attachments_comes_back_too(matter):
    with matter.transaction() as tx:
        tx.referrals.add_packet(a_packet(blobs=()))
    with matter.reading() as tx:
        assert tx.referrals.packet(uid(1)) == a_packet(blobs=())


def test_a_packet_is_added_once_and_to_a_matter(matter):
    with matter.transaction() as tx:
        tx.referrals.add_packet(a_packet())
    with pytest.raises(Conflict), matter.transaction() as tx:
        tx.referrals.add_packet(a_packet(parcel=b"other"))
    with pytest.raises(NotFound), matter.transaction() as tx:
        tx.referrals.add_packet(a_packet(2, referral=uid(9)))


def test_the_newest_packet_of_the_partner_that_names_a_blob_is_found(matter):
    newest = a_packet(4, created_at=NOON + MINUTE, blobs=("b2", "b2"))
    with matter.transaction() as tx:
        tx.referrals.add_packet(newest)
        tx.referrals.add_packet(a_packet(2, created_at=NOON + MINUTE, blobs=("b2",)))
        tx.referrals.add_packet(a_packet(1))
        tx.referrals.add_packet(a_packet(3, partner="https://other.example", created_at=NOON + 2 * MINUTE))
        assert tx.referrals.packet_with_blob(CENTRE, "b2") == newest
        assert tx.referrals.packet_with_blob(CENTRE, "b1") == a_packet(1)
        assert tx.referrals.packet_with_blob(CENTRE, "b3") is None


def test_of_any_number_of_blobs_those_that_packets_name_are_found(matter):
    with matter.transaction() as tx:
        tx.referrals.add_packet(a_packet(blobs=("b1", "b2", "b4")))
        # More than PostgreSQL takes in one statement.
        assert tx.referrals.in_packets(["b1", "b2", "b3", *(f"x{number}" for number in range(70_000))]) == {"b1", "b2"}
        assert tx.referrals.in_packets([]) == set()


def test_the_last_packet_each_partner_holds_is_found(matter):
    with matter.transaction() as tx:
        held = [a_packet(number, delivery=Delivery.RECEIVED) for number in (1, 2)]
        other = a_packet(3, partner="https://other.example", delivery=Delivery.HANDED_OVER)
        for one in (*held, other, a_packet(4, delivery=Delivery.SENDING)):
            tx.referrals.add_packet(one)
        assert tx.referrals.last_packets() == (held[1], other)


def test_delivery_is_written_with_the_instant_since_when_it_holds(matter):
    with matter.transaction() as tx:
        tx.referrals.add_packet(a_packet())
        tx.referrals.set_delivery(uid(1), Delivery.SENDING, at=NOON + MINUTE)
        expected = replace(a_packet(), delivery=Delivery.SENDING, delivery_since=NOON + MINUTE)
        assert tx.referrals.packet(uid(1)) == expected


def test_uncollected_is_what_was_not_handed_over_since_before_the_instant(matter):
    with matter.transaction() as tx:
        tx.referrals.add_packet(a_packet(1, delivery_since=NOON - MINUTE))
        tx.referrals.add_packet(a_packet(2, delivery_since=NOON - 2 * MINUTE, delivery=Delivery.SENDING))
        tx.referrals.add_packet(a_packet(3, delivery_since=NOON - MINUTE, delivery=Delivery.HANDED_OVER))
        tx.referrals.add_packet(a_packet(4, delivery_since=NOON))
        assert [packet.id for packet in tx.referrals.uncollected(NOON, limit=9)] == [uid(1), uid(2)]
        assert [packet.id for packet in tx.referrals.uncollected(NOON, limit=1)] == [uid(1)]
        assert [packet.id for packet in tx.referrals.uncollected(NOON, after=uid(1), limit=9)] == [uid(2)]


@pytest.mark.parametrize("delivery", Delivery)
def test_a_partner_has_the_newest_packet_in_its_hands_that_reached_it(matter, delivery):
    with matter.transaction() as tx:
        tx.referrals.add_packet(a_packet(1, delivery=Delivery.RECEIVED))
        tx.referrals.add_packet(a_packet(2, delivery=delivery))
        reached = {Delivery.HANDED_OVER, Delivery.RECEIVED, Delivery.UNREADABLE}
        assert tx.referrals.in_hand(uid(1)).id == (uid(2) if delivery in reached else uid(1))


def test_of_another_matter_no_packet_is_in_hand(matter):
    with matter.transaction() as tx:
        tx.referrals.add_packet(a_packet(1, delivery=Delivery.RECEIVED))
        assert tx.referrals.in_hand(uid(2)) is None


# --- history


def test_steps_are_there_after_the_transaction_that_took_them(matter):
    with matter.transaction() as tx:
        tx.referrals.add_history(a_line())
    with matter.reading() as tx:
        assert tx.referrals.history(uid(1)) == (a_line(),)


def test_steps_come_in_the_order_they_were_taken(matter):
    first = a_line()
    second = a_line(origin=State.RELEASED, target=State.SENT, reason="", weeks=None, appointment=None)
    with matter.transaction() as tx:
        tx.referrals.add_history(first)
        tx.referrals.add_history(second)
        assert tx.referrals.history(uid(1)) == (first, second)
        assert tx.referrals.history(uid(2)) == ()


def test_a_step_of_no_matter_is_refused(matter):
    with pytest.raises(NotFound), matter.transaction() as tx:
        tx.referrals.add_history(a_line(referral=uid(9)))


def test_a_matter_of_another_person_keeps_its_own_draft(matter):
    with matter.transaction() as tx:
        tx.people.add(a_person(2))
        tx.referrals.add(a_referral(2, person=uid(2)), a_draft(reason="anders"))
        assert (tx.referrals.draft(uid(1)), tx.referrals.draft(uid(2))) == (a_draft(), a_draft(reason="anders"))


def test_several_saves_of_one_transaction_count_each_and_the_last_one_holds(matter):
    with matter.shared() as tx:
        tx.referrals.lock(uid(1))
        for owner in ("kim", "lou", "max"):
            tx.referrals.save(a_referral(owner=owner), seen=tx.referrals.writes(uid(1)))
        assert (tx.referrals.get(uid(1)), tx.referrals.writes(uid(1))) == (a_referral(owner="max"), 4)
    with matter.reading() as tx:
        assert (tx.referrals.get(uid(1)), tx.referrals.writes(uid(1))) == (a_referral(owner="max"), 4)


def test_a_save_on_what_this_very_transaction_has_moved_on_is_refused(matter):
    with matter.shared() as tx:
        tx.referrals.lock(uid(1))
        tx.referrals.save(a_referral(owner="kim"), seen=1)
        with pytest.raises(StaleVersion):
            tx.referrals.save(a_referral(owner="lou"), seen=1)


def test_what_a_transaction_saved_is_gone_with_it(matter):
    def changed_in_vain():
        with matter.shared() as tx:
            tx.referrals.lock(uid(1))
            tx.referrals.save(a_referral(owner="kim"), seen=1)
            tx.referrals.save(a_referral(9), seen=1)

    with pytest.raises(StaleVersion):
        changed_in_vain()
    with matter.reading() as tx:
        assert (tx.referrals.get(uid(1)), tx.referrals.writes(uid(1))) == (a_referral(), 1)


SENT = {"state": State.SENT, "next_at": NOON, "listed_at": NOON, "look_at": NOON, "consent": uid(7), "owner": "lou"}


@pytest.mark.parametrize(
    "look",
    [
        lambda book: book.open_duplicate(uid(1), CENTRE, "sucht") == uid(1),
        lambda book: book.of_consent(uid(7)) == (a_referral(**SENT),),
        lambda book: book.page(states={State.SENT}, after="", limit=9) == (a_referral(**SENT),),
        lambda book: book.page(states=(), after="", limit=9, owner="lou") == (a_referral(**SENT),),
        lambda book: book.due(NOON, limit=9) == (a_referral(**SENT),),
    ],
)
def test_a_look_at_many_finds_what_the_transaction_has_just_saved(matter, look):
    with matter.transaction() as tx:
        tx.referrals.lock(uid(1))
        tx.referrals.save(a_referral(state=State.AWAITING_CONSENT), seen=1)
        assert [one.id for one in tx.referrals.waiting_for_consent(uid(1))] == [uid(1)]
        tx.referrals.save(a_referral(**SENT), seen=2)
        assert look(tx.referrals)


def test_a_packet_is_seen_as_this_transaction_left_it(matter):
    with matter.shared() as tx:
        tx.referrals.add_packet(a_packet())
        assert tx.referrals.packet(uid(1)) == a_packet()
        tx.referrals.set_delivery(uid(1), Delivery.SENDING, at=NOON + MINUTE)
        expected = replace(a_packet(), delivery=Delivery.SENDING, delivery_since=NOON + MINUTE)
        assert tx.referrals.packet(uid(1)) == expected


def test_nobody_sees_a_matter_half_changed(matter):
    """What was put off to the end of a transaction is there when it ends, for whoever looks next."""
    with matter.shared() as tx:
        tx.referrals.lock(uid(1))
        tx.referrals.save(a_referral(state=State.SENT), seen=1)
    with matter.shared() as tx:
        assert tx.referrals.open_duplicate(uid(1), CENTRE, "sucht") == uid(1)


def test_the_stop_signals_of_a_matter_are_found_whatever_became_of_them(store):
    with store.transaction() as tx:
        for number, changes in ((1, {}), (2, {}), (3, {"referral": uid(8)}), (4, {"prio": 1})):
            tx.outbox.add(an_outgoing(number, **{"prio": 0, "referral": uid(7), "packet": None} | changes))
            tx.outbox.deposit(uid(number), at=NOON)
        tx.outbox.taken(CENTRE, [uid(1)], at=NOON)
        assert [one.jti for one in tx.outbox.stops(uid(7))] == [uid(1), uid(2)]
        assert tx.outbox.stops(uid(9)) == ()


def test_an_owners_agenda_goes_on_where_it_ended_and_looks_no_further_than_asked(matter):
    with matter.transaction() as tx:
        tx.people.add(a_person(2))
        for number, late in ((2, 0), (3, 5), (4, 20)):
            line = a_referral(number, person=uid(2), listed_at=NOON + late * MINUTE, next_reason="question")
            tx.referrals.add(line, a_draft())
        tx.referrals.add(a_referral(5, person=uid(2), owner="kim"), a_draft())
        tx.referrals.add(a_referral(6, person=uid(2), owner="kim", state=State.CANCELLED), a_draft())
    with matter.reading() as tx:

        def agenda(after, **asked: object):
            asked = {"reasons": (), "until": NOON + 9 * MINUTE, "limit": 9} | asked
            return [one.id for one in tx.referrals.agenda("alex", after=after, **asked)]

        start = (NOON - MINUTE, "")
        assert agenda(start) == [uid(1), uid(2), uid(3)]
        assert agenda(start, limit=1) == [uid(1)]
        assert agenda((NOON, uid(1))) == [uid(2), uid(3)]
        assert agenda(start, reasons={"question"}) == [uid(2), uid(3)]
        assert agenda(start, until=NOON + 20 * MINUTE) == [uid(1), uid(2), uid(3), uid(4)]
        counts = sorted(tx.referrals.listed_counts("alex", at=NOON + 9 * MINUTE))
        assert counts == [("decide", 1, NOON), ("question", 2, NOON)]
        assert [tx.referrals.open_count(one) for one in ("alex", "kim", "nobody")] == [4, 1, 0]
