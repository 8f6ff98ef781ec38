"""Training requirement: which training opens which sensitive category, for who sends and for who looks over it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from exchange.core.staff.staff import Training
from exchange.core.vocabulary import SENSITIVE, Category, TrainingTopic

OPENED_BY: Mapping[Category, TrainingTopic] = MappingProxyType(
    {
        Category.PERSON_IDENTIFIER_HEALTH: TrainingTopic.DATA_PROTECTION,
        Category.HEALTH_WORKCAPACITY: TrainingTopic.DATA_PROTECTION,
        Category.HEALTH_DIAGNOSIS: TrainingTopic.DATA_PROTECTION,
        Category.HEALTH_MENTAL: TrainingTopic.MENTAL_HEALTH,
        Category.HEALTH_ADDICTION: TrainingTopic.ADDICTION,
        Category.SAFETY: TrainingTopic.VIOLENCE,
        Category.PRIOR_SERVICES: TrainingTopic.DATA_PROTECTION,
        Category.FB_WORKCAPACITY: TrainingTopic.DATA_PROTECTION,
    }
)
"""What one must have learned to send a category: the subject where there is a training on it, else secrecy itself."""


MARKED = "x-sensitive"
"""Stands among the categories for a field its schema or profile calls sensitive though its category is not."""


def topics_missing(
    trainings: Iterable[Training], *, categories: Collection[str], at: datetime
) -> tuple[TrainingTopic, ...]:
    """The topics that somebody with these trainings still lacks to handle the categories, in alphabetical order."""
    valid = {one.topic for one in trainings if one.valid_at(at)}
    # A sensitive category without an entry raises: what nobody has thought about is not open to everybody.
    needed = {OPENED_BY[Category(category)] for category in SENSITIVE.intersection(categories)}
    if MARKED in categories:
        needed.add(TrainingTopic.DATA_PROTECTION)
    return tuple(sorted(needed - valid))
