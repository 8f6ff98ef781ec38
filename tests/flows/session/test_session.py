"""A day of a session on each store: begun, used, made fresh, ended from elsewhere; and beside it one who left."""

from datetime import timedelta

import pytest

from exchange.core.session.session import EndOfSession, NotFresh, SessionEnded
from exchange.flows.consent.withdraw import withdraw
from exchange.flows.session.freshen import freshen
from exchange.flows.session.recognise import recognise
from exchange.flows.session.sessions import forget_sessions, sessions_of, sign_out_staff
from exchange.flows.session.sign_in import sign_in
from exchange.flows.session.sign_out import sign_out
from exchange.flows.staff.access import look_at_consent
from exchange.flows.staff.members import deactivate_staff
from tests.support.hubs import BOSS, DPO, KIM, VERA, claim


def ended(bench, token):
    with pytest.raises(SessionEnded) as refused:
        recognise(token, hub=bench.hub)
    return refused.value.detail


def test_who_is_signed_in_acts_until_it_ends_on_every_store(each):
    consent, hub = each.a_consent(), each.hub
    # Another process: all it knows is in the database.
    kim, again, vera = (sign_in(claim(who), hub=hub) for who in (KIM, KIM, VERA))
    by, _ = recognise(kim.token, hub=hub)
    each.clock.advance(minutes=6)
    assert look_at_consent(consent.id, by=by, hub=hub).id == consent.id
    with pytest.raises(NotFresh):
        withdraw(consent.id, recipient=None, by=by, hub=hub)
    freshen(kim.token, claim(KIM).passphrase, hub=hub)
    assert withdraw(consent.id, recipient=None, by=by, hub=hub).consent.id == consent.id
    sign_out(again.token, hub=hub)
    assert ended(each, again.token) == EndOfSession.SIGNED_OUT
    assert [one.id for one in sessions_of(by=by, hub=hub)] == [kim.session.id]
    deactivate_staff(VERA, by=claim(BOSS), hub=hub)
    assert ended(each, vera.token) == EndOfSession.DEACTIVATED
    dpo = sign_in(claim(DPO), hub=hub)
    sign_out_staff(KIM, by=claim(BOSS), hub=hub)
    with pytest.raises(SessionEnded):
        look_at_consent(consent.id, by=by, hub=hub)
    each.clock.at += timedelta(minutes=30)
    assert ended(each, dpo.token) == EndOfSession.IDLE
    each.clock.at += timedelta(days=1)
    assert (forget_sessions(hub=hub), ended(each, kim.token)) == (4, "")
    assert [line["why"] for line in each.leaves("SESSION_ENDED")] == [
        "signed-out", "deactivated", "ended-elsewhere", "idle"
    ]  # fmt: skip
