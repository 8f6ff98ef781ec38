"""What can be seen of a sealed part from outside: whether it is whole, and for this partner as it is now."""

import base64
import json

import pytest

from exchange.core.partner.sealed_part import Unfit, unfit_for
from tests.partner.sealed.making import a_part
from tests.support.hubs import CENTRE, OTHER, Bench, document_of

PART = a_part()


@pytest.fixture(scope="module")
def partners():
    bench = Bench()
    with bench.store.reading() as tx:
        return {entity: tx.partners.get(entity) for entity in (CENTRE, OTHER)}


def said(part, **header: object):
    """The part, saying something else in its header."""
    first, rest = part["jwe"].split(".", 1)
    read = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4))) | header
    return part | {"jwe": base64.urlsafe_b64encode(json.dumps(read).encode()).decode().rstrip("=") + "." + rest}


def test_a_part_for_the_partner_as_it_is_now_may_go(partners):
    assert unfit_for(PART, partners[CENTRE]) is None


def test_a_part_for_somebody_else_may_not(partners):
    assert unfit_for(PART, partners[OTHER]) is Unfit.RECIPIENT
    assert unfit_for(said(PART, aud=None), partners[CENTRE]) is Unfit.RECIPIENT


def test_a_part_for_a_key_the_partner_has_no_more_has_to_be_sealed_anew(partners):
    assert (
        unfit_for(a_part(document=document_of(CENTRE, enc_jwks=document_of(OTHER)["enc_jwks"])), partners[CENTRE])
        is Unfit.KEY
    )


@pytest.mark.parametrize(
    "part",
    [
        None,
        {**PART, "more": 1},
        PART | {"categories": ["health.mental"]},
        PART | {"provenance": "professional:https://praxis.example"},
        said(PART, categories=["prior.services"]),
        said(PART, typ="rx-packet+jwe"),
        PART | {"jwe": PART["jwe"].rpartition(".")[0]},
        PART | {"jwe": PART["jwe"][:-1]},
        PART | {"jwe": PART["jwe"].rpartition(".")[0][:-40] + "." + PART["jwe"].rpartition(".")[2]},
    ],
)
def test_what_is_cut_off_or_says_two_things_of_itself_is_no_whole_part(part, partners):
    assert unfit_for(part, partners[CENTRE]) is Unfit.FORM
