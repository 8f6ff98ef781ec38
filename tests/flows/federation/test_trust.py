"""A participant is believed by exactly three statements, each signed by the next one's key, the last one pinned."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.errors import Refusal, SchemaInvalid
from exchange.core.federation.errors import (
    ChainInvalid,
    ConstraintBroken,
    DirectoryInvalid,
    MetadataPolicyInvalid,
    StatementInvalid,
    StatementOutOfTime,
)
from exchange.flows.federation.trust import (
    Moment,
    open_anchor,
    open_directory,
    open_statement,
    resolve_chain,
    trust_marks,
)
from keys.jwk import PrivateKey, Purpose, Revocation
from keys.objects import PACKET
from keys.sign import sign
from tests.support.federation import ANCHOR, DAY, HUB, MARK, PARTNER, SECONDS, Federation, jwks
from tests.support.keys import NOW, forged, keys_of, make

MOMENT = Moment(at=NOW, demo=False)
FED = Federation()


def resolved(chain, *, pins=FED.pins, now=MOMENT):
    return resolve_chain(chain, pins=pins, now=now)


def revoked(key):
    return PrivateKey(replace(key.public, revoked=Revocation(NOW, "compromised")), material=key.material)


def test_a_hub_and_a_partner_are_believed_by_three_statements():
    hub, partner = resolved(FED.hub_chain()), resolved(FED.partner_chain())
    assert (hub.sub, hub.anchor, hub.exp) == (HUB, ANCHOR, NOW + timedelta(days=7))
    assert set(hub.metadata) == {"rx_hub", "federation_entity"}
    assert partner.metadata["rx_partner"]["home"] == HUB
    assert partner.metadata["rx_partner"]["name"] == "Praxis"


@pytest.mark.parametrize("extra", [[], ["again"], ["again", "again"]], ids=["short", "long", "longer"])
def test_a_chain_of_another_length_is_refused(extra):
    chain = FED.hub_chain()
    with pytest.raises(ChainInvalid):
        resolved(chain[:2] if not extra else [*chain, *(chain[-1] for _ in extra)])


def test_an_anchor_that_is_not_pinned_is_refused():
    with pytest.raises(StatementInvalid):
        resolved(FED.hub_chain(), pins=frozenset({FED.hub_key.kid}))


@pytest.mark.parametrize("signed", ["own", "about"])
def test_a_statement_that_another_key_has_signed_is_refused(signed):
    stranger, chain = make(Purpose.FEDERATION), FED.hub_chain()
    if signed == "own":
        # Self-signed as it should be, but with a key that the anchor does not name.
        chain[0] = FED.sign(FED.hub_claims(jwks=jwks(stranger, FED.hub_key)), stranger)
    else:
        chain[1] = FED.sign(FED.about_hub(), stranger)
    with pytest.raises(StatementInvalid):
        resolved(chain)


def test_the_middle_statement_may_not_be_another_anchors():
    # Two anchors may share a key; each speaks under its own name only.
    with pytest.raises(StatementInvalid) as error:
        resolved(FED.hub_chain(about=FED.about_hub(iss="https://other.example")))
    assert error.value.detail == "iss"


def test_a_key_the_anchor_calls_revoked_signs_nothing_any_more():
    about = FED.about_hub(jwks=jwks(revoked(FED.hub_key)))
    with pytest.raises(StatementInvalid):
        resolved(FED.hub_chain(about=about))


def test_a_key_the_anchor_itself_calls_revoked_signs_nothing_any_more():
    top = FED.anchor_claims(jwks=jwks(revoked(FED.anchor_key)))
    with pytest.raises(StatementInvalid) as error:
        resolved(FED.hub_chain(top=top))
    assert error.value.detail == "key"


def test_an_object_of_another_kind_is_no_statement():
    packet = make(Purpose.PACKET)
    chain = FED.hub_chain()
    chain[0] = sign(FED.hub_claims(), kind=PACKET, key=packet)
    with pytest.raises(StatementInvalid) as error:
        resolved(chain)
    assert error.value.detail == "wrong-type"


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "ES256", "typ": "entity-statement+jwt"},
        {"alg": "none", "typ": "entity-statement+jwt", "kid": "x"},
        {"alg": "ES256", "typ": "entity-statement+jwt", "kid": "x", "crit": ["x"]},
        {"alg": "ES256", "typ": "entity-statement+jwt", "kid": "x", "trust_chain": []},
    ],
    ids=["no kid", "none", "crit", "trust_chain"],
)
def test_a_header_with_more_or_less_than_it_has_is_refused(header):
    chain = FED.hub_chain()
    chain[1] = forged(header, FED.anchor_key, json.dumps(FED.about_hub()).encode())
    with pytest.raises(StatementInvalid):
        resolved(chain)


@pytest.mark.parametrize("which", ["own", "about", "top"])
def test_any_statement_that_is_over_ends_the_chain(which):
    claims = {"own": FED.hub_claims, "about": FED.about_hub, "top": FED.anchor_claims}[which]
    with pytest.raises(StatementOutOfTime):
        resolved(FED.hub_chain(**{which: claims(iat=SECONDS - DAY, exp=SECONDS)}))


def test_the_times_of_a_wrong_clock_are_both_named():
    with pytest.raises(StatementOutOfTime) as error:
        resolved(FED.hub_chain(own=FED.hub_claims(iat=SECONDS + 3600)))
    assert "13:00:00.000Z" in error.value.what.en
    assert "12:00:00.000Z" in error.value.what.de


def test_one_key_for_two_purposes_is_refused():
    both = FED.hub_key.public.to_jwk()
    own = FED.hub_claims(metadata={"rx_hub": {"packet_jwks": {"keys": [both]}}})
    with pytest.raises(StatementInvalid) as error:
        resolved(FED.hub_chain(own=own))
    assert error.value.detail == "wrong-purpose"
    own["metadata"] = {"rx_hub": {"packet_jwks": jwks(FED.packet)}, "oauth_client": {"jwks": jwks(FED.packet)}}
    with pytest.raises(StatementInvalid):
        resolved(FED.hub_chain(own=own))
    top = FED.anchor_claims()
    top["metadata"]["rx_anchor"]["directory_jwks"] = {"keys": [FED.anchor_key.public.to_jwk()]}
    with pytest.raises(StatementInvalid):
        open_anchor(FED.sign(top), pins=FED.pins, now=MOMENT)


def test_a_home_hub_cannot_choose_the_key_of_its_partner():
    stranger = make(Purpose.ENC, "ECDH-ES+A256KW")
    own = FED.partner_claims(metadata={"rx_partner": {"enc_jwks": jwks(stranger), "home": "https://evil.example"}})
    told = resolved(FED.partner_chain(own=own)).metadata["rx_partner"]
    assert (told["enc_jwks"], told["home"]) == (jwks(FED.enc), HUB)


def test_what_is_no_anchor_is_not_opened_as_one():
    with pytest.raises(ChainInvalid):
        open_anchor(FED.sign(FED.hub_claims(), FED.hub_key), pins=frozenset({FED.hub_key.kid}), now=MOMENT)
    with pytest.raises(ChainInvalid):
        open_anchor(FED.sign(FED.anchor_claims(authority_hints=[HUB])), pins=FED.pins, now=MOMENT)
    with pytest.raises(ChainInvalid):
        open_anchor(FED.sign(FED.anchor_claims(metadata={"federation_entity": {}})), pins=FED.pins, now=MOMENT)


def test_a_statement_names_keys_that_are_some():
    false = FED.hub_key.public.to_jwk() | {"kid": "A" * 43}
    anchor_says = open_anchor(FED.sign(FED.anchor_claims()), pins=FED.pins, now=MOMENT)
    with pytest.raises(StatementInvalid) as error:
        open_statement(FED.sign(FED.about_hub(jwks={"keys": [false]})), anchor=anchor_says, now=MOMENT)
    assert error.value.pointer == "/jwks"


def test_an_anchor_says_where_its_directory_is_and_who_signs_it():
    with pytest.raises(SchemaInvalid) as error:
        open_anchor(FED.sign(FED.anchor_claims(metadata={"rx_anchor": {}})), pins=FED.pins, now=MOMENT)
    assert error.value.pointer.startswith("/metadata/rx_anchor")


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"constraints": {"naming_constraints": {"permitted": ["other.example"]}}}, ConstraintBroken),
        ({"metadata_policy": {"rx_hub": {"suites": {"add": ["x"]}}}}, MetadataPolicyInvalid),
        ({"metadata_policy_crit": ["regexp"]}, StatementInvalid),
        ({"jwks": {"keys": []}}, SchemaInvalid),
        ({"metadata": {"rx_hub": {"suites": None}}}, StatementInvalid),
    ],
    ids=lambda one: "" if isinstance(one, type) else next(iter(one)),
)
def test_what_an_anchor_says_beyond_what_is_taken_here_is_refused(changed, refused):
    with pytest.raises(refused):
        resolved(FED.hub_chain(about=FED.about_hub(**changed)))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
MEMBERS = st.sampled_from(
    ["iss", "sub", "iat", "exp", "jwks", "metadata", "crit", "authority_hints", "constraints", "metadata_policy",
     "trust_marks", "trust_mark_issuers", "trust_mark_owners", "source_endpoint", "other"]
)  # fmt: skip


@given(st.dictionaries(MEMBERS, JSON, min_size=1, max_size=4), st.sampled_from(["own", "about", "top"]))
def test_whatever_a_true_key_signs_is_taken_or_refused_and_never_breaks_anything(changed, which):
    claims = {"own": FED.hub_claims, "about": FED.about_hub, "top": FED.anchor_claims}[which]
    with suppress(Refusal):
        assert resolved(FED.hub_chain(**{which: claims(**changed)})).sub == HUB


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_whatever_arrives_in_place_of_a_statement_is_refused(junk):
    with pytest.raises(Refusal):
        resolved([junk, *FED.hub_chain()[1:]])


def anchor(**changed):
    return open_anchor(FED.sign(FED.anchor_claims(**changed)), pins=FED.pins, now=MOMENT)


def test_a_directory_names_who_belongs():
    directory = open_directory(FED.sign_directory(FED.directory_claims()), anchor=anchor(), now=MOMENT)
    assert set(directory.rows) == {HUB, PARTNER}
    assert directory.position.version == 1


def test_a_directory_under_a_key_that_is_not_certified_or_is_revoked_is_refused():
    compact = FED.sign_directory(FED.directory_claims(), make(Purpose.DIRECTORY))
    with pytest.raises(DirectoryInvalid):
        open_directory(compact, anchor=anchor(), now=MOMENT)
    ended = FED.anchor_claims()["metadata"]["rx_anchor"] | {"directory_jwks": jwks(revoked(FED.directory_key))}
    with pytest.raises(DirectoryInvalid) as error:
        open_directory(
            FED.sign_directory(FED.directory_claims()), anchor=anchor(metadata={"rx_anchor": ended}), now=MOMENT
        )
    assert error.value.detail == "key"


def test_a_directory_of_another_anchor_is_refused():
    with pytest.raises(DirectoryInvalid):
        open_directory(
            FED.sign_directory(FED.directory_claims(iss="https://other.example")), anchor=anchor(), now=MOMENT
        )


DIRECTORY_MEMBERS = st.sampled_from(["iss", "iat", "exp", "version", "prev_sha256", "entities", "other"])


@given(st.dictionaries(DIRECTORY_MEMBERS, JSON, min_size=1, max_size=3))
def test_whatever_a_directory_key_signs_is_taken_or_refused(changed):
    with suppress(Refusal):
        open_directory(FED.sign_directory(FED.directory_claims(**changed)), anchor=anchor(), now=MOMENT)


ISSUERS = {"trust_mark_issuers": {MARK: [ANCHOR]}}


def marks(*shown, **changed):
    leaf = resolved(FED.partner_chain(own=FED.partner_claims(trust_marks=list(shown)))).leaf
    known = {ANCHOR: keys_of(FED.anchor_key)}
    return trust_marks(leaf, anchor=anchor(**(ISSUERS | changed)), keys_of=known.get, now=MOMENT)


def test_a_mark_that_holds_says_what_a_partner_is_accredited_as():
    assert [one.type for one in marks(FED.mark())] == [MARK]


@pytest.mark.parametrize(
    "shown",
    [
        FED.mark(sub=HUB),
        FED.mark(iat=SECONDS - DAY, exp=SECONDS),
        FED.mark(iss="https://stranger.example"),
        FED.mark(key=make(Purpose.FEDERATION)),
        FED.mark() | {"trust_mark": "no.mark.here"},
    ],
    ids=["other subject", "expired", "unknown issuer", "other key", "junk"],
)
def test_a_mark_that_does_not_hold_is_left_out_and_changes_nothing_else(shown):
    assert [one.type for one in marks(shown, FED.mark())] == [MARK]
    assert marks(shown) == []


def test_nobody_may_issue_what_the_anchor_lists_with_nobody():
    assert marks(FED.mark(), trust_mark_issuers={MARK: []}) == []
