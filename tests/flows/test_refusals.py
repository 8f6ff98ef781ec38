"""What may not be passed on is refused for its own reason: a new consent is proposed only where it would help."""

import pytest

from exchange.core.errors import NotCovered
from exchange.core.text.explained import explained
from exchange.core.text.remote import explained_remotely, names_command
from exchange.core.verdict import Refused
from exchange.core.vocabulary import State
from exchange.flows.documents import unfit
from exchange.flows.refusals import as_error, recipient_gone, withheld
from schemas.problem import problem
from tests.support.examples import a_referral


@pytest.mark.parametrize("reason", ["category-partner:health", "profile:contact", "provenance:contact"])
def test_where_no_consent_would_help_none_is_proposed(reason):
    told = explained(withheld(Refused(reason=reason, pointer="/contact/phone")))
    said = " ".join([*told.what, *told.form, *told.do])
    assert all(told.more)
    assert not any(word in said.lower() for word in ("einwilligung", "consent", "klausel", "clause"))


def test_where_the_consent_is_what_is_missing_a_new_one_is():
    told = explained(withheld(Refused(reason="clause:category", pointer="/contact/phone")))
    assert "neue Einwilligung" in told.do.de
    assert "new consent" in told.do.en


@pytest.mark.parametrize("detail", ["not-under-sgb1-35", "service-of-health", "refused"])
def test_where_nothing_at_all_may_go_nobody_is_told_to_leave_a_field_out(detail):
    told = explained(withheld(Refused(reason=f"clause:{detail}", pointer="/referral/reason")))
    assert all(told.more)
    assert "Einwilligung der Person" in told.form.de
    assert "Feld" not in told.do.de
    assert "field" not in told.do.en


def test_a_partner_that_takes_part_no_more_is_said_to_be_that():
    error = recipient_gone()
    told = explained(error)
    assert isinstance(error, NotCovered)
    assert "nimmt nicht mehr teil" in told.what.de
    assert "takes part no more" in told.what.en
    assert "andere Stelle" in told.do.de
    assert "another partner" in told.do.en


@pytest.mark.parametrize(
    ("error", "instead"),
    [
        (withheld(Refused(reason="clause:four-eyes", pointer="/note")), "at the hub"),
        (recipient_gone(), "that takes part"),
        (unfit(problem("/note", "required")), "/api/openapi.json"),
        (as_error(Refused(reason="state"), of=a_referral(state=State.COMPLETED)), "POST /api/v1/referrals"),
    ],
)
def test_who_called_the_api_is_sent_to_a_call_or_a_person_where_others_are_sent_to_a_command(error, instead):
    assert names_command(explained(error).do)
    assert instead in explained_remotely(error).do.en
