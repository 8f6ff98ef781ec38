"""Assurance: an act is as strong as the weaker of those who did it."""

import pytest

from exchange.core.session.assurance import Assurance, weakest

ONE, TWO = Assurance.PASSPHRASE, Assurance.PASSKEY


@pytest.mark.parametrize(
    ("proved", "strong"), [([], None), ([ONE], ONE), ([TWO], TWO), ([TWO, TWO], TWO), ([TWO, ONE], ONE)]
)
def test_the_weaker_of_two_counts_and_nobody_is_no_assurance(proved, strong):
    assert weakest(proved) is strong
