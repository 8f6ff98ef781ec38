"""The wakeup wakes who waits for it, from whatever thread, and keeps nothing of who has gone."""

import asyncio
from threading import Thread

from exchange.edge.wakeup import Wakeup
from tests.support.serving import SOON_SECONDS, comes, timed


async def wait(wakeup, name, seconds):
    with wakeup.listening(name) as bell:
        await bell.wait(seconds=seconds)


def waited(wakeup, beside, name="a", seconds=SOON_SECONDS):
    """How long somebody waits for a name while a thread does something once they do."""

    def once_they_wait():
        comes(lambda: wakeup.waiters == 1)
        beside()

    thread = Thread(target=once_they_wait)
    thread.start()
    # In debug mode a loop finds out who touches it from another thread.
    took = timed(lambda: asyncio.run(wait(wakeup, name, seconds), debug=True))
    thread.join()
    return took


def test_another_thread_wakes_who_waits():
    wakeup = Wakeup()
    assert waited(wakeup, lambda: wakeup.notify("a")) < SOON_SECONDS


def test_who_waits_for_another_name_waits_on_and_then_goes_and_is_forgotten():
    wakeup = Wakeup()
    assert waited(wakeup, lambda: wakeup.notify("b"), seconds=0.3) >= 0.3
    assert (wakeup.waiters, dict(wakeup._waiting)) == (0, {})


def test_when_it_closes_everybody_is_woken_and_nobody_waits_any_more():
    wakeup = Wakeup()
    assert waited(wakeup, wakeup.close) < SOON_SECONDS
    assert timed(lambda: asyncio.run(wait(wakeup, "a", SOON_SECONDS))) < SOON_SECONDS


def test_who_went_with_their_loop_does_not_keep_the_others_from_being_woken():
    wakeup, gone = Wakeup(), asyncio.new_event_loop()
    left = gone.create_task(wait(wakeup, "a", SOON_SECONDS))
    left._log_destroy_pending = False
    gone.run_until_complete(asyncio.sleep(0))
    gone.close()
    assert wakeup.waiters == 1
    wakeup.notify("a")
    wakeup.close()


async def rung_before(wakeup):
    with wakeup.listening("a") as bell:
        wakeup.notify("a")
        await bell.wait(seconds=SOON_SECONDS)


def test_what_rings_between_the_look_and_the_wait_is_heard():
    assert timed(lambda: asyncio.run(rung_before(Wakeup()))) < SOON_SECONDS


async def rung_once(wakeup):
    with wakeup.listening("a") as bell:
        wakeup.notify("a")
        await bell.wait(seconds=SOON_SECONDS)
        await bell.wait(seconds=0.3)


def test_one_ring_wakes_once():
    assert timed(lambda: asyncio.run(rung_once(Wakeup()))) >= 0.3


def test_where_something_may_have_been_missed_everybody_is_woken():
    wakeup = Wakeup()
    assert waited(wakeup, wakeup.notify_all) < SOON_SECONDS
    assert not wakeup.closed


def test_who_begins_to_wait_has_the_store_looked_at():
    wakeup = Wakeup()
    assert not wakeup.stirred.is_set()
    asyncio.run(wait(wakeup, "a", 0))
    assert wakeup.stirred.is_set()
