"""The form of a draft asks for what is in it, and what was signed on it lets the draft go."""

import pytest

from exchange.core.consent.texts.template import Declares
from exchange.core.errors import NotFound
from exchange.core.vocabulary import State
from exchange.flows.consent.draft_form import form_of_draft
from exchange.flows.consent.form import words_of
from exchange.flows.consent.texts.template import words_for
from tests.support.hubs import ALEX, CENTRE, KIM, LINE, Bench, a_file, claim


@pytest.fixture(scope="module")
def bench():
    return Bench()


def formed(bench, draft, by=KIM):
    return form_of_draft(draft.id, level=2, no_show=False, until=None, by=claim(by), hub=bench.hub)


def test_a_consent_to_what_the_form_names_lets_the_draft_go_whole(bench):
    draft = bench.draft(files=[a_file()])
    form = formed(bench, draft)
    assert form.code == draft.code != ""
    bench.a_consent(categories=sorted(form.choice.categories))
    assert bench.release(draft).referral.state is State.SENT


def test_it_names_the_recipient_the_purpose_and_the_kinds_of_data_in_words(bench):
    form = formed(bench, bench.draft(person={"reference": "P-2"}))
    offer, choice = form.offer, form.choice
    assert (choice.recipient.entity, choice.recipient.service_line) == (CENTRE, LINE)
    consent, release = (words_for(offer.line.service, one, hub=bench.hub) for one in Declares)
    words = words_of(consent, choice, offer=offer, hub=bench.hub)
    assert CENTRE in words
    assert "- Sucht" in words
    assert choice.released
    assert CENTRE in words_of(release, choice, offer=offer, hub=bench.hub)


def test_a_colleagues_draft_has_no_form(bench):
    draft = bench.draft(person={"reference": "P-3"})
    with pytest.raises(NotFound):
        formed(bench, draft, by=ALEX)
    formed(bench, draft)
    assert bench.leaves("STAFF_ACCESS")[-1]["referral"] == draft.id
