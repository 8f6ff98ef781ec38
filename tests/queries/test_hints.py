"""Every detector that reads words has a hint of its own, and the refusal says it."""

from itertools import chain

import pytest

import schemas
from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.detection.blocked import DETECTORS, blocked_in
from exchange.core.detection.warned import GUESSES
from exchange.core.errors import Malformed, NotFound
from exchange.core.referral.finding import FindingsUnconfirmed
from exchange.core.text.explained import explained
from exchange.queries.hints import hint, hinted, hinted_remotely, topic_of, topics

LONGEST = 20
"""Words of one sentence people still read in one go."""


def test_each_kind_that_is_found_in_words_has_exactly_one_topic():
    answered = list(chain.from_iterable(one["kinds"] for one in schemas.hints().values()))
    assert sorted(answered) == sorted([*DETECTORS, *GUESSES])


def test_the_refusal_of_a_detector_says_how_to_write_it_and_where_there_is_more():
    error = ForbiddenText("forbidden:icd", pointer="/note")
    told = hinted(explained(error), error).do
    assert told.de.endswith("Schreiben Sie, was die Person braucht, nicht, was sie hat. Mehr: geleit hint health.")
    assert told.en.endswith("Write what the person needs, not what they have. More: geleit hint health.")
    assert told.de.startswith(ForbiddenText.fix_de)
    over_the_network = hinted_remotely(explained(error), error).do
    assert over_the_network.de.endswith("Schreiben Sie, was die Person braucht, nicht, was sie hat.")
    assert over_the_network.en.endswith("Write what the person needs, not what they have.")
    assert topic_of(FindingsUnconfirmed("finding:kin")) == "others"


@pytest.mark.parametrize("error", [ForbiddenText("forbidden:sanctions"), Malformed("icd"), FindingsUnconfirmed("x")])
def test_what_no_topic_answers_gets_no_hint(error):
    assert topic_of(error) == ""
    assert hinted(explained(error), error) == hinted_remotely(explained(error), error) == explained(error)


@pytest.mark.parametrize("topic", schemas.hints())
def test_a_hint_is_short_in_both_languages_and_what_it_proposes_passes_the_detectors(topic):
    rule, examples = hint(topic)
    assert examples
    sentences = [one for text in (*rule, *chain(*(right for _, right in examples))) for one in text.split(". ")]
    assert max(len(one.split()) for one in sentences) <= LONGEST
    assert all(text for pair in chain.from_iterable(examples) for text in pair)
    assert [text for _, right in examples for text in right if blocked_in(text)] == []
    assert all(topics()[topic])


def test_a_topic_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(NotFound) as refused:
        hint("healt")
    assert "health" in refused.value.form.de
