"""What may not be passed on is refused for its own reason: a new consent is proposed only where it would help."""

import pytest

from exchange.core.errors import NotCovered
from exchange.core.text.explained import explained
from exchange.core.verdict import Refused
from exchange.flows.refusals import recipient_gone, withheld


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


def test_a_partner_that_takes_part_no_more_is_said_to_be_that():
    error = recipient_gone()
    told = explained(error)
    assert isinstance(error, NotCovered)
    assert "nimmt nicht mehr teil" in told.what.de
    assert "takes part no more" in told.what.en
    assert "andere Stelle" in told.do.de
    assert "another partner" in told.do.en
