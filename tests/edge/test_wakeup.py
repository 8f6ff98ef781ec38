"""The wakeup wakes who waits for it, from whatever thread, and keeps nothing of who has gone."""

import asyncio
from threading import Thread

from exchange.edge.wakeup import Wakeup
from tests.support.serving import SOON_SECONDS, comes, timed


def waited(wakeup, beside, name="a", seconds=SOON_SECONDS):
    """How long somebody waits for a name while a thread does something once they do."""

    def once_they_wait():
        comes(lambda: wakeup.waiters == 1)
        beside()

    thread = Thread(target=once_they_wait)
    thread.start()
    # In debug mode a loop finds out who touches it from another thread.
    took = timed(lambda: asyncio.run(wakeup.wait(name, seconds=seconds), debug=True))
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
    assert timed(lambda: asyncio.run(wakeup.wait("a", seconds=SOON_SECONDS))) < SOON_SECONDS


def test_who_went_with_their_loop_does_not_keep_the_others_from_being_woken():
    wakeup, gone = Wakeup(), asyncio.new_event_loop()
    left = gone.create_task(wakeup.wait("a", seconds=SOON_SECONDS))
    left._log_destroy_pending = False
    gone.run_until_complete(asyncio.sleep(0))
    gone.close()
    assert wakeup.waiters == 1
    wakeup.notify("a")
    wakeup.close()
