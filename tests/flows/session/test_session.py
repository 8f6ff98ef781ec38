"""A day of a session on each store and over two processes: begun, used, made fresh, ended; and those who left."""

from datetime import timedelta

import pytest

from exchange.core.errors import WrongPassphrase
from exchange.core.session.attempts import SignInTooSoon
from exchange.core.session.session import EndOfSession, NotFresh, SessionEnded
from exchange.flows.consent.withdraw import withdraw
from exchange.flows.session.freshen import freshen
from exchange.flows.session.recognise import recognise
from exchange.flows.session.sessions import forget_sessions, sessions_of, sign_out_staff
from exchange.flows.session.sign_in import sign_in
from exchange.flows.session.sign_out import sign_out
from exchange.flows.staff.access import look_at_consent
from exchange.flows.staff.authenticate import Credentials
from exchange.flows.staff.members import deactivate_staff
from tests.support.hubs import ALEX, BOSS, DPO, KIM, VERA, claim


def ended(hub, token):
    with pytest.raises(SessionEnded) as refused:
        recognise(token, hub=hub)
    return refused.value.detail


def test_who_is_signed_in_at_one_process_acts_at_another_until_it_ends(each):
    consent, here, there = each.a_consent(), each.hub, each.elsewhere
    kim, again, vera = (sign_in(claim(who), hub=here) for who in (KIM, KIM, VERA))
    by, _ = recognise(kim.token, hub=there)
    each.clock.advance(minutes=6)
    assert look_at_consent(consent.id, by=by, hub=there).id == consent.id
    with pytest.raises(NotFresh):
        withdraw(consent.id, recipient=None, by=by, hub=there)
    freshen(kim.token, claim(KIM).passphrase, hub=here)
    assert withdraw(consent.id, recipient=None, by=by, hub=there).consent.id == consent.id
    sign_out(again.token, hub=there)
    assert ended(here, again.token) == EndOfSession.SIGNED_OUT
    assert [one.id for one in sessions_of(by=by, hub=here)] == [kim.session.id]
    deactivate_staff(VERA, by=claim(BOSS), hub=here)
    assert ended(there, vera.token) == EndOfSession.DEACTIVATED
    dpo = sign_in(claim(DPO), hub=there)
    sign_out_staff(KIM, by=claim(BOSS), hub=here)
    with pytest.raises(SessionEnded):
        look_at_consent(consent.id, by=by, hub=there)
    each.clock.at += timedelta(minutes=30)
    assert ended(here, dpo.token) == EndOfSession.IDLE
    each.clock.at += timedelta(days=1)
    assert (forget_sessions(hub=there), ended(here, kim.token)) == (4, "")
    assert [line["why"] for line in each.leaves("SESSION_ENDED")] == [
        "signed-out", "deactivated", "ended-elsewhere", "idle"
    ]  # fmt: skip


def test_wrong_passphrases_at_one_process_wait_at_every_other(each):
    for _ in range(3):
        with pytest.raises(WrongPassphrase):
            sign_in(Credentials(ALEX, b"falsch"), hub=each.hub)
    with pytest.raises(SignInTooSoon):
        sign_in(claim(ALEX), hub=each.elsewhere)
    # A database that keeps no such sign is not asked for it.
    with pytest.raises(WrongPassphrase):
        sign_in(Credentials("a\0b", b"falsch"), hub=each.hub)
