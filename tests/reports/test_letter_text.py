"""The letter's own sentences."""

from types import MappingProxyType

from exchange.core.rights.line import LineKind
from exchange.core.said import Said
from exchange.reports import letter_text as texts
from tests.support.plain_language import hard_texts


def every(value):
    """All that is said somewhere in a text, a list or a table."""
    if isinstance(value, Said):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from every(one)
    elif isinstance(value, MappingProxyType):
        for name, one in value.items():
            yield from every(name)
            yield from every(one)


def test_every_sentence_is_plain_in_both_languages():
    found = [one for value in vars(texts).values() for one in every(value)]
    assert len(found) > 30
    assert hard_texts({one.de: one for one in found}) == {}


def test_every_kind_of_line_has_exactly_one_heading():
    under = [kind for kinds in texts.SECTIONS.values() for kind in kinds]
    assert sorted(under) == sorted(LineKind)
