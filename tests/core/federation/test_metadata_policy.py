"""The anchor's policy: four operators, alone and in pairs, as the decision table and the standard's own have it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.federation.errors import MetadataPolicyInvalid, MetadataRefused
from exchange.core.federation.metadata_policy import under_policy

ABSENT, POLICY, METADATA = "absent", "policy", "metadata"
A, AB = ["a"], ["a", "b"]


def result(operators, given_value, *, name="p"):
    said = {} if given_value is ABSENT else {name: given_value}
    try:
        becomes = under_policy({"rx_hub": said}, policy={"rx_hub": {name: operators}})["rx_hub"]
    except MetadataPolicyInvalid:
        return POLICY
    except MetadataRefused:
        return METADATA
    return becomes.get(name, ABSENT)


ALONE = [
    ({"value": "a"}, ABSENT, "a"),
    ({"value": "a"}, "b", "a"),
    ({"value": []}, ["x"], []),
    ({"value": AB}, ABSENT, AB),
    ({"value": 0}, ABSENT, 0),
    ({"value": False}, True, False),
    ({"value": None}, "b", ABSENT),
    ({"value": None}, ABSENT, ABSENT),
    ({"value": {"a": 1}}, "b", POLICY),
    ({"value": [["a"]]}, "b", POLICY),
    ({"value": [None]}, "b", POLICY),
    ({"one_of": AB}, "a", "a"),
    ({"one_of": AB}, "c", METADATA),
    ({"one_of": AB}, ABSENT, ABSENT),
    ({"one_of": AB}, A, METADATA),
    ({"one_of": AB}, 1, METADATA),
    ({"one_of": []}, "a", METADATA),
    ({"one_of": []}, ABSENT, ABSENT),
    ({"one_of": "a"}, "a", POLICY),
    ({"one_of": [1]}, 1, POLICY),
    ({"one_of": None}, "a", POLICY),
    ({"subset_of": AB}, ["b", "c", "b"], ["b"]),
    ({"subset_of": AB}, ["c"], []),
    ({"subset_of": AB}, [], []),
    ({"subset_of": AB}, ABSENT, ABSENT),
    ({"subset_of": AB}, "a", METADATA),
    ({"subset_of": AB}, [1], METADATA),
    ({"subset_of": []}, A, []),
    ({"subset_of": "a"}, A, POLICY),
    ({"subset_of": None}, A, POLICY),
    ({"essential": True}, ABSENT, METADATA),
    ({"essential": True}, [], []),
    ({"essential": True}, {"a": 1}, {"a": 1}),
    ({"essential": True}, None, METADATA),
    ({"essential": False}, ABSENT, ABSENT),
    ({"essential": "true"}, "a", POLICY),
    ({"essential": None}, "a", POLICY),
]
PAIRS = [
    ({"value": "a", "one_of": AB}, ABSENT, "a"),
    ({"value": "c", "one_of": AB}, "a", POLICY),
    ({"value": A, "one_of": AB}, "a", POLICY),
    ({"value": None, "one_of": AB}, "a", POLICY),
    ({"value": A, "subset_of": AB}, ["b"], A),
    ({"value": [], "subset_of": AB}, ["b"], []),
    ({"value": ["c"], "subset_of": AB}, A, POLICY),
    ({"value": "a", "subset_of": AB}, A, POLICY),
    ({"value": None, "subset_of": AB}, A, POLICY),
    ({"value": "a", "essential": True}, ABSENT, "a"),
    ({"value": None, "essential": True}, "a", POLICY),
    ({"value": None, "essential": False}, "a", ABSENT),
    ({"one_of": AB, "subset_of": AB}, "a", POLICY),
    ({"one_of": AB, "essential": True}, "a", "a"),
    ({"one_of": AB, "essential": True}, ABSENT, METADATA),
    ({"one_of": AB, "essential": False}, ABSENT, ABSENT),
    # The standard's own table (section 6.1.3.1.8).
    ({"essential": True, "subset_of": ["a", "b", "c"]}, ["a", "e"], A),
    ({"essential": False, "subset_of": ["a", "b", "c"]}, ["a", "e"], A),
    ({"essential": True, "subset_of": ["a", "b", "c"]}, ["d", "e"], []),
    ({"essential": False, "subset_of": ["a", "b", "c"]}, ["d", "e"], []),
    ({"essential": True, "subset_of": ["a", "b", "c"]}, ABSENT, METADATA),
    ({"essential": False, "subset_of": ["a", "b", "c"]}, ABSENT, ABSENT),
    ({"value": "a", "one_of": AB, "essential": True}, "c", "a"),
    ({"value": A, "one_of": AB, "subset_of": AB}, A, POLICY),
]


@pytest.mark.parametrize(("operators", "given_value", "becomes"), [*ALONE, *PAIRS], ids=map(str, range(99)))
def test_operators_alone_and_in_pairs_do_what_the_table_says(operators, given_value, becomes):
    assert result(operators, given_value) == becomes
    assert type(result(operators, given_value)) is type(becomes)


@pytest.mark.parametrize("operator", ["add", "default", "superset_of", "regexp", "VALUE", ""])
def test_every_other_operator_refuses_the_policy_whomever_it_concerns(operator):
    assert result({operator: AB}, A) == POLICY
    with pytest.raises(MetadataPolicyInvalid):
        under_policy({"rx_hub": {}}, policy={"openid_provider": {"p": {operator: AB}}})


@pytest.mark.parametrize("policy", [{}, [], None, {"rx_hub": {}}, {"rx_hub": None}, {"rx_hub": {"p": {}}}])
def test_a_policy_that_is_empty_somewhere_is_refused(policy):
    with pytest.raises(MetadataPolicyInvalid):
        under_policy({"rx_hub": {}}, policy=policy)


def test_a_policy_asks_nothing_of_who_has_not_that_type():
    said = {"rx_hub": {"p": "a"}}
    assert under_policy(said, policy={"rx_partner": {"p": {"essential": True}}}) == said


@pytest.mark.parametrize(
    ("operators", "given_value", "becomes"),
    [
        ({"subset_of": AB}, "b c", "b"),
        ({"subset_of": "a b"}, "b c", "b"),
        ({"subset_of": AB}, "c", ""),
        ({"value": AB}, ABSENT, "a b"),
        ({"value": "a b"}, "c", "a b"),
        ({"value": "a", "subset_of": "a b"}, "c", "a"),
        ({"one_of": AB}, "a", METADATA),
        ({"essential": True}, "a  b", "a b"),
    ],
)
def test_scope_is_an_array_that_is_written_as_one_text(operators, given_value, becomes):
    assert result(operators, given_value, name="scope") == becomes


VALUES = st.none() | st.booleans() | st.integers() | st.sampled_from("abc") | st.lists(st.sampled_from("abc"))
OPERATORS = st.dictionaries(st.sampled_from(["value", "one_of", "subset_of", "essential"]), VALUES, min_size=1)


@given(OPERATORS, VALUES)
def test_what_comes_out_keeps_to_every_operator_and_goes_in_again_unchanged(operators, given_value):
    becomes = result(operators, given_value)
    if becomes in (POLICY, METADATA):
        return
    assert becomes == result(operators, becomes)
    if "value" in operators:
        assert becomes == (ABSENT if operators["value"] is None else operators["value"])
    if becomes != ABSENT and "one_of" in operators:
        assert becomes in operators["one_of"]
    if becomes != ABSENT and "subset_of" in operators:
        assert set(becomes) <= set(operators["subset_of"])
    assert not (operators.get("essential") and becomes == ABSENT)
