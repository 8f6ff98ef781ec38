"""Whom an anchor lets in by the name, and as what."""

import pytest

from exchange.core.federation.constraints import constrained
from exchange.core.federation.errors import ConstraintBroken

METADATA = {"rx_hub": {}, "federation_entity": {}, "oauth_client": {}}


def left(sub="https://hub.nord.example", **constraints):
    return set(constrained(METADATA, sub=sub, constraints=constraints))


@pytest.mark.parametrize(
    ("names", "sub"),
    [
        ({"permitted": ["hub.nord.example"]}, "https://hub.nord.example"),
        ({"permitted": ["HUB.Nord.example"]}, "https://hub.nord.example:8443"),
        ({"permitted": [".nord.example"]}, "https://hub.nord.example"),
        ({"permitted": [".example"]}, "https://a.b.nord.example"),
        ({"excluded": ["nord.example"]}, "https://hub.nord.example"),
        ({"excluded": [".nord.example"]}, "https://nord.example"),
        ({"permitted": [".example"], "excluded": [".sued.example"]}, "https://hub.nord.example"),
    ],
)
def test_names_that_are_permitted_and_not_excluded_are_let_in(names, sub):
    assert left(sub, naming_constraints=names) == set(METADATA)


@pytest.mark.parametrize(
    ("names", "sub"),
    [
        ({"permitted": [".nord.example"]}, "https://nord.example"),
        ({"permitted": ["nord.example"]}, "https://hub.nord.example"),
        ({"permitted": [".nord.example"]}, "https://hub.xnord.example"),
        ({"permitted": []}, "https://hub.nord.example"),
        ({"permitted": [".example"], "excluded": ["hub.nord.example"]}, "https://hub.nord.example"),
        ({"excluded": [".nord.example"]}, "https://hub.nord.example:8443"),
        ({"excluded": [".example"]}, "https://192.0.2.1"),
        ({"excluded": [".example"]}, "https://[2001:db8::1]:8443"),
        ({"excluded": [".example"]}, "http://127.0.0.1:8443"),
    ],
)
def test_every_other_name_is_not_and_no_address_is(names, sub):
    with pytest.raises(ConstraintBroken):
        left(sub, naming_constraints=names)


@pytest.mark.parametrize(
    "names",
    [
        {},
        [],
        {"permitted": "x"},
        {"permitted": [1]},
        {"other": []},
        {"excluded": ["*.example"]},
        {"excluded": [""]},
        {"excluded": ["https://x.example"]},
        None,
    ],
)
def test_constraints_on_names_that_are_none_let_nobody_in(names):
    with pytest.raises(ConstraintBroken):
        left(naming_constraints=names)


@pytest.mark.parametrize("length", [0, 1, 7])
def test_a_path_may_be_longer_than_it_ever_is_here(length):
    assert left(max_path_length=length) == set(METADATA)


@pytest.mark.parametrize("length", [-1, True, "0", None, 0.5])
def test_a_length_that_is_none_lets_nobody_in(length):
    with pytest.raises(ConstraintBroken):
        left(max_path_length=length)


def test_types_that_are_not_allowed_are_taken_off_and_the_federations_own_stays():
    assert left(allowed_entity_types=["rx_hub"]) == {"rx_hub", "federation_entity"}
    assert left(allowed_entity_types=[]) == {"federation_entity"}


@pytest.mark.parametrize("types", [["federation_entity"], "rx_hub", [1], None])
def test_types_as_the_standard_does_not_have_them_let_nobody_in(types):
    with pytest.raises(ConstraintBroken):
        left(allowed_entity_types=types)


def test_a_constraint_that_nobody_knows_lets_nobody_in():
    with pytest.raises(ConstraintBroken):
        left(opening_hours="9-12")
