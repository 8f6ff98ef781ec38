"""An accreditation: of whom, by whom, until when."""

from datetime import timedelta

import pytest

from exchange.core.federation.errors import TrustMarkInvalid
from exchange.core.federation.statement import read_configuration
from exchange.core.federation.trust_mark import check_trust_mark
from tests.support.federation import ANCHOR, DAY, MARK, PARTNER, SECONDS, Federation
from tests.support.keys import NOW

FED = Federation()
TRUE = {"iss": ANCHOR, "sub": PARTNER, "trust_mark_type": MARK, "iat": SECONDS, "exp": SECONDS + DAY}
LISTED = {"trust_mark_issuers": {MARK: [ANCHOR]}}


def mark(claims, **anchor_says):
    says = FED.anchor_claims(**(anchor_says or LISTED))
    anchor = read_configuration(says, sha256="x", at=NOW, demo=False)
    return check_trust_mark(claims, sub=PARTNER, shown_as=MARK, anchor=anchor, at=NOW)


def test_a_mark_says_until_when_somebody_is_accredited():
    assert mark(TRUE).exp == NOW + timedelta(days=1)
    assert mark(TRUE | {"exp": SECONDS + 400 * DAY}).iss == ANCHOR


@pytest.mark.parametrize("member", sorted(TRUE))
def test_a_mark_lacks_nothing(member):
    with pytest.raises(TrustMarkInvalid):
        mark({name: value for name, value in TRUE.items() if name != member})


@pytest.mark.parametrize(
    "changed",
    [
        {"sub": ANCHOR},
        {"trust_mark_type": "other"},
        {"iss": "https://other.example"},
        {"exp": SECONDS},
        {"exp": SECONDS + 400 * DAY + 1},
        {"iat": SECONDS + 61, "exp": SECONDS + DAY},
        {"exp": True},
        {"exp": 10**15},
        {"iat": "now"},
        {"delegation": "x"},
    ],
    ids=str,
)
def test_a_mark_that_says_something_else_accredits_nobody(changed):
    with pytest.raises(TrustMarkInvalid):
        mark(TRUE | changed)


@pytest.mark.parametrize(
    "says",
    [
        {"trust_mark_issuers": {}},
        {"trust_mark_issuers": {MARK: []}},
        {"trust_mark_issuers": {"other": [ANCHOR]}},
        {"organization": "x"},
        LISTED | {"trust_mark_owners": {MARK: {"sub": ANCHOR}}},
    ],
    ids=str,
)
def test_a_type_that_the_anchor_lists_with_nobody_or_leaves_to_an_owner_accredits_nobody(says):
    with pytest.raises(TrustMarkInvalid):
        mark(TRUE, **says)
