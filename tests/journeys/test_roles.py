"""Whose role does not let them act on referrals is refused by every verb, before anything is looked up."""

import pytest

import schemas
from exchange.core.errors import Forbidden
from exchange.core.vocabulary import State
from exchange.flows.casework.cancel import Wish, cancel
from exchange.flows.casework.close import end, go_on
from exchange.flows.casework.today import look_at_today
from exchange.flows.consent.preview import preview_consent
from exchange.flows.consent.record import record_consent
from exchange.flows.consent.withdraw import withdraw
from exchange.flows.delivery.dead_letter import send_again
from exchange.flows.sending.answer import answer
from exchange.flows.sending.approving.approve import to_approve
from exchange.flows.sending.drafting.attach import attach
from exchange.flows.sending.drafting.draft import draft
from exchange.flows.sending.release import release_and_send, request_consent
from exchange.flows.sending.update import update
from exchange.flows.staff.access import as_it_stands, look, look_at_consent, look_at_due, look_through, take_up
from tests.support.hubs import DPO, OPS, Bench, claim, encoded, refer_document

NOWHERE = "00000000-0000-7000-8000-000000000000"
REVISION = encoded({"data": {}})
WISH = Wish(reason="partner-silent")
SENDERS_ALONE = {
    "draft": lambda **who: draft(encoded(refer_document()), files=(), **who),
    "record-consent": lambda **who: record_consent(encoded(schemas.example("consent")), approve_by=None, **who),
    "preview-consent": lambda **who: preview_consent(encoded(schemas.example("consent")), approve_by=None, **who),
    "request-consent": lambda **who: request_consent(NOWHERE, **who),
    "attach": lambda **who: attach(NOWHERE, sealed=None, **who),
    "release": lambda **who: release_and_send(NOWHERE, approve_by=None, **who),
    "answer": lambda **who: answer(NOWHERE, REVISION, **who),
    "update": lambda **who: update(NOWHERE, REVISION, files=(), approve_by=None, **who),
    "send-again": lambda **who: send_again(NOWHERE, **who),
    "cancel": lambda **who: cancel(NOWHERE, wish=WISH, approve_by=None, **who),
    "go-on": lambda **who: go_on(NOWHERE, **who),
    "approve": lambda **who: to_approve(NOWHERE, **who),
    "take-up": lambda **who: take_up(NOWHERE, seen=None, **who),
    "as-it-stands": lambda **who: as_it_stands(NOWHERE, **who),
    "look-at-today": lambda **who: look_at_today(limit=9, **who),
    "end": lambda **who: end(NOWHERE, to=State.COMPLETED, reason="", **who),
}
THE_DPO_TOO = {
    "look-at": lambda **who: look(NOWHERE, what="referral", **who),
    "look-through": lambda **who: look_through(states=(), after="", limit=9, **who),
    "look-at-due": lambda **who: look_at_due(limit=9, **who),
    "look-at-a-consent": lambda **who: look_at_consent(NOWHERE, **who),
    "withdraw": lambda **who: withdraw(NOWHERE, recipient=None, **who),
}


@pytest.mark.parametrize("verb", [*SENDERS_ALONE, *THE_DPO_TOO])
def test_an_operator_runs_the_hub_and_no_referrals(verb):
    with pytest.raises(Forbidden):
        (SENDERS_ALONE | THE_DPO_TOO)[verb](by=claim(OPS), hub=Bench().hub)


@pytest.mark.parametrize("verb", SENDERS_ALONE)
def test_the_data_protection_officer_looks_on_and_sends_nothing(verb):
    with pytest.raises(Forbidden):
        SENDERS_ALONE[verb](by=claim(DPO), hub=Bench().hub)
