"""What a statement may say of whom, and for how long."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.federation.errors import StatementInvalid, StatementOutOfTime, StatementRolledBack
from exchange.core.federation.statement import check_newer, check_time, read_configuration, read_subordinate
from tests.support.federation import ANCHOR, DAY, HUB, SECONDS, Federation
from tests.support.keys import NOW

FED = Federation()


def read(claims, *, demo=False):
    kind = read_configuration if claims["iss"] == claims["sub"] else read_subordinate
    return kind(claims, sha256="x", at=NOW, demo=demo)


def test_a_statement_says_of_whom_until_when():
    hub = read(FED.hub_claims())
    assert (hub.sub, hub.exp, hub.hints) == (HUB, NOW + timedelta(days=7), (ANCHOR,))
    assert hub.kids == {FED.hub_key.kid}
    assert read(FED.about_hub()).iss == ANCHOR


@pytest.mark.parametrize(
    "member", ["crit", "metadata_policy_crit", "constraints", "metadata_policy", "source_endpoint"]
)
def test_nobody_says_of_itself_what_only_an_anchor_says(member):
    with pytest.raises(StatementInvalid) as error:
        read(FED.hub_claims(**{member: []}))
    assert error.value.pointer == f"/{member}"


@pytest.mark.parametrize(
    "member",
    ["crit", "metadata_policy_crit", "authority_hints", "trust_marks", "trust_mark_issuers", "trust_mark_owners"],
)
def test_an_anchor_says_of_nobody_what_they_say_themselves(member):
    with pytest.raises(StatementInvalid) as error:
        read(FED.about_hub(**{member: []}))
    assert error.value.pointer == f"/{member}"


def test_a_claim_that_nobody_knows_is_left_aside():
    assert read(FED.hub_claims(jti="1")).sub == HUB


def test_a_configuration_is_no_word_about_others_nor_the_other_way_round():
    with pytest.raises(StatementInvalid):
        read_configuration(FED.about_hub(), sha256="x", at=NOW, demo=False)
    with pytest.raises(StatementInvalid):
        read_subordinate(FED.anchor_claims(), sha256="x", at=NOW, demo=False)


@pytest.mark.parametrize("entity", ["https://hub.example/", "http://hub.example", "https://hub.example:443", "hub"])
def test_a_participant_has_the_one_spelling_of_its_name(entity):
    for claims in (FED.hub_claims(iss=entity, sub=entity), FED.about_hub(sub=entity)):
        with pytest.raises(StatementInvalid):
            read(claims)
    with pytest.raises(StatementInvalid) as error:
        read(FED.hub_claims(authority_hints=[ANCHOR, entity]))
    assert error.value.pointer == "/authority_hints/1"


def test_only_a_demonstration_takes_names_of_this_machine():
    local = "http://127.0.0.1:8443"
    assert read(FED.hub_claims(iss=local, sub=local), demo=True).sub == local
    with pytest.raises(StatementInvalid):
        read(FED.hub_claims(iss=local, sub=local))


def test_a_key_that_stands_twice_is_refused():
    jwk = FED.hub_key.public.to_jwk()
    with pytest.raises(StatementInvalid) as error:
        read(FED.hub_claims(jwks={"keys": [jwk, jwk]}))
    assert error.value.detail == "duplicate-kid"


def test_no_parameter_is_null():
    with pytest.raises(StatementInvalid) as error:
        read(FED.hub_claims(metadata={"rx_hub": {"suites": None}}))
    assert error.value.pointer == "/metadata/rx_hub/suites"


@pytest.mark.parametrize(
    ("iat", "exp", "holds"),
    [(60, DAY, True), (61, DAY, False), (-DAY, 1, True), (-DAY, 0, False), (0, 7 * DAY, True), (0, 7 * DAY + 1, False)],
)
def test_a_hubs_configuration_holds_for_seven_days_from_a_minute_before(iat, exp, holds):
    claims = FED.hub_claims(iat=SECONDS + iat, exp=SECONDS + exp)
    if holds:
        assert read(claims).exp == NOW + timedelta(seconds=exp)
    else:
        with pytest.raises(StatementOutOfTime):
            read(claims)


def test_every_other_statement_holds_for_ninety_two_days_at_most():
    for claims in (FED.about_hub, FED.partner_claims, FED.anchor_claims):
        assert read(claims(exp=SECONDS + 92 * DAY)).exp == NOW + timedelta(days=92)
        with pytest.raises(StatementOutOfTime):
            read(claims(exp=SECONDS + 92 * DAY + 1))


@given(st.integers(0, 253_402_300_799), st.integers(0, 253_402_300_799))
def test_no_time_that_can_be_said_breaks_the_check(iat, exp):
    try:
        begins, ends = check_time(iat=iat, exp=exp, longest=timedelta(days=7), at=NOW)
    except StatementOutOfTime:
        return
    assert begins - timedelta(seconds=60) <= NOW < ends <= begins + timedelta(days=7)


@given(st.integers(-5, 5))
def test_a_statement_made_before_the_newest_accepted_one_is_refused_whoever_names_it(later):
    highest = NOW + timedelta(seconds=later)
    if later > 0:
        with pytest.raises(StatementRolledBack):
            check_newer(read(FED.about_hub()), highest=highest)
    else:
        check_newer(read(FED.about_hub()), highest=highest)


def test_where_nothing_was_accepted_anything_is_newer():
    check_newer(read(FED.about_hub()), highest=None)
