"""Three statements that belong together, and what the anchor's words make of a participant's."""

from dataclasses import replace

import pytest

from exchange.core.federation.chain import BY_THE_ANCHOR, resolve
from exchange.core.federation.errors import ChainInvalid
from exchange.core.federation.statement import read_configuration, read_subordinate
from tests.support.federation import ANCHOR, HUB, Federation
from tests.support.keys import NOW

FED = Federation()


def chain(own, about):
    read = {"sha256": "x", "at": NOW, "demo": False}
    statements = read_configuration(own, **read), read_subordinate(about, **read)
    return [*statements, read_configuration(FED.anchor_claims(), **read)]


HUBS, PARTNERS = chain(FED.hub_claims(), FED.about_hub()), chain(FED.partner_claims(), FED.about_partner())


def broken(statements):
    with pytest.raises(ChainInvalid) as error:
        resolve(statements)
    return error.value.detail


def test_three_that_belong_together_are_resolved():
    assert resolve(HUBS).sub == HUB
    assert set(resolve(PARTNERS).metadata) == {"rx_partner"}


def test_any_other_number_is_refused():
    leaf, statement, anchor = HUBS
    for other in ([], [leaf], [leaf, statement], [leaf, statement, statement, anchor]):
        assert broken(other) == "length"


def test_each_link_has_to_hold():
    leaf, statement, anchor = HUBS
    other = "https://other.example"
    assert broken([leaf, statement, replace(anchor, metadata={})]) == "anchor"
    assert broken([leaf, statement, replace(anchor, claims={"authority_hints": [other]})]) == "anchor"
    assert broken([leaf, statement, replace(anchor, iss=other)]) == "anchor"
    assert broken([leaf, replace(statement, iss=other), anchor]) == "issuer"
    assert broken([leaf, replace(statement, sub=other), anchor]) == "subject"
    assert broken([replace(leaf, iss=other), statement, anchor]) == "subject"
    assert broken([replace(leaf, claims={"authority_hints": [other]}), statement, anchor]) == "hint"
    assert broken([replace(leaf, claims={}), statement, anchor]) == "hint"


def test_an_anchor_is_nobodys_participant():
    leaf, statement, anchor = HUBS
    loop = replace(leaf, iss=ANCHOR, sub=ANCHOR, claims={"authority_hints": [ANCHOR]})
    assert broken([loop, replace(statement, sub=ANCHOR), anchor]) == "subject"


@pytest.mark.parametrize("metadata", [{}, {"rx_hub": {}, "rx_partner": {}}, {"rx_hub": {}, "rx_anchor": {}}])
def test_who_takes_part_is_a_hub_or_a_partner_and_never_both(metadata):
    leaf, statement, anchor = HUBS
    assert broken([replace(leaf, metadata=metadata), statement, anchor]) == "kind"


@pytest.mark.parametrize("missing", sorted(BY_THE_ANCHOR))
def test_of_a_partner_the_anchor_says_where_it_lives_and_which_keys_it_has(missing):
    leaf, statement, anchor = PARTNERS
    said = statement.metadata["rx_partner"]
    own = replace(leaf, metadata={"rx_partner": {**leaf.metadata["rx_partner"], missing: said[missing]}})
    less = {name: value for name, value in said.items() if name != missing}
    assert broken([own, replace(statement, metadata={"rx_partner": less}), anchor]) == "partner"


def test_the_anchors_words_go_over_the_participants_then_types_are_taken_off_then_comes_the_policy():
    own = FED.hub_claims(metadata={"rx_hub": {"suites": ["a", "b"]}, "oauth_client": {}})
    about = FED.about_hub(
        metadata={"rx_hub": {"suites": ["b", "c"], "name": "Hub"}, "oauth_client": {}},
        constraints={"allowed_entity_types": ["rx_hub"]},
        metadata_policy={"rx_hub": {"suites": {"subset_of": ["a", "c"]}}, "oauth_client": {"x": {"essential": True}}},
    )
    assert resolve(chain(own, about)).metadata == {"rx_hub": {"suites": ["c"], "name": "Hub"}}


@pytest.mark.parametrize("soonest", range(3))
def test_a_chain_ends_with_the_first_of_its_statements(soonest):
    statements = list(HUBS)
    statements[soonest] = replace(statements[soonest], exp=NOW)
    assert resolve(statements).exp == NOW
