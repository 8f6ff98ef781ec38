"""The words of a template are the house's own where it released some for the service, and nothing unreleased."""

import pytest

from exchange.core.consent.texts.shipped import CONSENT_WORDS, SHIPPED, VERSION
from exchange.core.consent.texts.template import Declares
from exchange.core.consent.texts.version import TextNotReleased, TextUnfit
from exchange.core.vocabulary import Service
from exchange.flows.consent.texts.add import add_texts
from exchange.flows.consent.texts.template import aid_for, words_for
from keys.encoding import digest
from tests.flows.consent.texts.proposals import EASY, proposes, releases
from tests.support.hubs import DPO, Bench, claim

SERVICE, OTHER = Service.ADDICTION_COUNSELLING, Service.TRAINING
OWN = "Wir geben {categories} an {recipient} für {purpose}, {until}. Zurück: {back}."
FOR = {"template": {"declares": "consent", "services": [SERVICE.value]}, "words": OWN}


def words(bench, service=SERVICE, declares=Declares.CONSENT):
    return words_for(service, declares, hub=bench.hub)


def shipped(bench):
    add_texts(SHIPPED, by=claim(DPO), hub=bench.hub)
    releases(bench, version=VERSION)


def test_until_a_house_has_released_texts_the_programs_own_are_used():
    assert (words(Bench()).version, words(Bench()).words) == (VERSION, CONSENT_WORDS)


def test_the_houses_own_words_are_chosen_by_the_service_they_name_and_bound_by_their_digest():
    bench = Bench()
    shipped(bench)
    proposes(bench, **FOR)
    # Proposed is not released.
    assert words(bench).version == VERSION
    releases(bench)
    own = words(bench)
    assert (own.version, own.words, own.sha256) == ("jobcenter-2026-1", OWN, digest(OWN.encode()))
    assert words(bench, OTHER).version == VERSION


def test_of_several_the_one_released_last_counts():
    bench = Bench()
    proposes(bench, **FOR)
    releases(bench)
    bench.clock.advance(days=1)
    proposes(bench, **FOR | {"version": "a-2027-1"})
    releases(bench, version="a-2027-1")
    assert words(bench).version == "a-2027-1"


def test_where_a_house_has_released_texts_no_unreleased_one_is_printed():
    bench = Bench()
    proposes(bench, **FOR)
    releases(bench)
    for service, declares in ((OTHER, Declares.CONSENT), (SERVICE, Declares.RELEASE)):
        with pytest.raises(TextNotReleased) as refused:
            words(bench, service, declares)
        assert "jobcenter-2026-1" in refused.value.form.de


@pytest.mark.parametrize(
    "wrong",
    [OWN + " {name}", OWN + " {hub!r}", OWN + " {hub:>9}", OWN.replace("{until}", "bald"), OWN + " {", "{hub.x}"],
)
def test_a_template_has_every_place_it_needs_and_no_other(wrong):
    with pytest.raises(TextUnfit) as refused:
        proposes(Bench(), **FOR | {"words": wrong})
    assert (refused.value.where, "{categories}" in refused.value.form.de) == ("/words", True)


def test_a_text_that_is_no_template_may_say_what_it_likes():
    assert proposes(Bench(), words="Ohne Stellen. {").subject


def test_a_reading_aid_is_of_the_same_version_and_released_with_it():
    bench = Bench()
    assert "reading aid" in aid_for(VERSION, aid="en", hub=bench.hub).words
    assert aid_for(VERSION, aid="easy", hub=bench.hub) is None
    proposes(bench, **FOR)
    proposes(bench, **FOR | EASY | {"words": OWN + " Leicht."})
    assert aid_for("jobcenter-2026-1", aid="easy", hub=bench.hub) is None
    releases(bench)
    assert aid_for("jobcenter-2026-1", aid="easy", hub=bench.hub).words == OWN + " Leicht."
    assert aid_for("jobcenter-2026-1", aid="en", hub=bench.hub) is None
