"""Every sensitive category has its training, and no other training opens it."""

from datetime import timedelta

import pytest

from exchange.core.staff.training import OPENED_BY, topics_missing
from exchange.core.vocabulary import SENSITIVE, Category, TrainingTopic
from tests.support.clock import NOON
from tests.support.examples import LATER, a_training


def test_the_map_names_the_sensitive_categories_and_no_others():
    assert set(OPENED_BY) == SENSITIVE


@pytest.mark.parametrize("category", sorted(SENSITIVE))
def test_only_the_training_on_it_opens_a_category(category):
    for topic in [*TrainingTopic, "Kaffeekochen", ""]:
        missing = topics_missing([a_training(topic=topic)], categories=[category], at=NOON)
        assert missing == (() if topic == OPENED_BY[category] else (OPENED_BY[category],))


@pytest.mark.parametrize(("at", "holds"), [(NOON, True), (NOON - timedelta(seconds=1), False), (LATER, False)])
def test_a_training_counts_from_its_begin_until_before_its_end(at, holds):
    missing = topics_missing([a_training()], categories=[Category.HEALTH_ADDICTION], at=at)
    assert (missing == ()) is holds


def test_what_is_not_sensitive_needs_none():
    assert topics_missing([], categories=set(Category) - SENSITIVE, at=NOON) == ()
