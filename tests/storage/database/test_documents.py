"""Values become documents and come back as they were."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.partner.partner import Partner
from exchange.core.referral.referral import Draft, HistoryLine
from exchange.storage.database.documents import pack, reader, show, unpack
from tests.support.examples import a_disclosure, a_draft, a_line, a_partner

SCALAR = st.none() | st.booleans() | st.integers() | st.text(max_size=9)
JSON = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    "value", [a_draft(), a_line(), a_line(weeks=None, appointment=None), a_partner(), a_disclosure()]
)
def test_a_value_comes_back_as_it_was(value):
    assert reader(type(value))(unpack(pack(show(value)))) == value


def test_a_line_without_capacity_comes_back():
    partner = a_partner()
    bare = replace(partner, lines=(replace(partner.lines[0], capacity=None),))
    assert reader(Partner)(unpack(pack(show(bare)))) == bare


@given(st.dictionaries(st.text(max_size=9), JSON, max_size=3), st.text())
def test_any_draft_comes_back_as_it_was(data, reason):
    draft = a_draft(data=data, reason=reason)
    assert reader(Draft)(unpack(pack(show(draft)))) == draft


def test_a_member_of_a_newer_version_is_left_out():
    assert reader(HistoryLine)(show(a_line()) | {"mood": "sunny"}) == a_line()


def test_a_member_of_an_older_version_takes_its_default():
    document = show(a_line(channel="letter"))
    del document["channel"]
    assert reader(HistoryLine)(document) == a_line(channel="")


def test_a_draft_of_before_is_read_as_one_that_nobody_changed():
    document = show(a_draft(writers=("alex", "kim")))
    assert reader(Draft)(document).writers == ("alex", "kim")
    del document["writers"]
    assert reader(Draft)(document) == a_draft()
