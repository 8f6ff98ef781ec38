import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import objects
from keys.encoding import b64url, digest, unb64url
from keys.jwk import PublicKey, Purpose
from keys.objects import ACCESS_TOKEN, CLIENT_ASSERTION, CONSENT, DIRECTORY, ENTITY_STATEMENT, EVENT, PACKET, TRANSFER
from keys.ring import KeySet
from keys.sign import header_length, peek, sign, sign_payload, verify
from keys.strictjson import dumps
from tests.support.keys import CLAIMS, es256, forged, key_of, keys_of, make, refusal, signed

KINDS = [PACKET, TRANSFER, EVENT, CONSENT, CLIENT_ASSERTION, ACCESS_TOKEN, ENTITY_STATEMENT, DIRECTORY]
PACKET_KEY = key_of(Purpose.PACKET)
HEADER = {"alg": "ES256", "kid": PACKET_KEY.kid, "typ": PACKET.typ}


def packet_refusal(compact) -> str:
    return refusal(verify, compact, kind=PACKET, keys=keys_of(PACKET_KEY))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.typ)
@pytest.mark.parametrize("alg", ["ES256", "Ed25519"])
def test_every_kind_is_verified_as_what_it_is(kind, alg):
    key = key_of(min(kind.purposes), alg)
    verified = verify(sign(CLAIMS, kind=kind, key=key), kind=kind, keys=keys_of(key))
    assert (verified.claims, verified.kid, verified.key) == (CLAIMS, key.kid, key.public)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.typ)
def test_no_kind_passes_for_another(kind):
    keys = {purpose: key_of(purpose) for purpose in Purpose if purpose in objects.TRANSFER.purposes | kind.purposes}
    compact = sign(CLAIMS, kind=kind, key=keys[min(kind.purposes)])
    others = [other for other in KINDS if other is not kind]
    codes = {refusal(verify, compact, kind=other, keys=keys_of(*keys.values())) for other in others}
    assert codes == {"wrong-type"}


def test_the_header_is_exactly_three_members():
    header = json.loads(unb64url(signed(PACKET, PACKET_KEY).split(".")[0]))
    assert header == HEADER


@given(st.dictionaries(st.text(), st.text() | st.integers(0, 9)))
def test_claims_written_already_are_signed_as_they_are(claims):
    compact = sign_payload(dumps(claims), kind=PACKET, key=PACKET_KEY)
    assert compact.split(".")[:2] == sign(claims, kind=PACKET, key=PACKET_KEY).split(".")[:2]
    assert verify(compact, kind=PACKET, keys=keys_of(PACKET_KEY)).payload == dumps(claims)
    assert header_length(PACKET, PACKET_KEY) == len(unb64url(compact.split(".")[0]))


@pytest.mark.parametrize(("kind", "key"), [(EVENT, PACKET_KEY), (PACKET, key_of(Purpose.ACK))])
def test_claims_written_already_take_the_same_key(kind, key):
    assert refusal(sign_payload, b"{}", kind=kind, key=key) == refusal(sign, {}, kind=kind, key=key) == "wrong-purpose"


def test_claims_written_already_have_the_same_limit():
    assert refusal(sign_payload, b" " * PACKET.limit, kind=PACKET, key=PACKET_KEY) == "too-large"


def test_two_keys_write_two_headers():
    other = make(Purpose.PACKET)
    headers = [json.loads(unb64url(signed(PACKET, key).split(".")[0])) for key in (PACKET_KEY, other, PACKET_KEY)]
    assert [header["kid"] for header in headers] == [PACKET_KEY.kid, other.kid, PACKET_KEY.kid]


def test_a_header_that_was_read_before_is_judged_again():
    compact = signed(PACKET, PACKET_KEY)
    assert packet_refusal(compact) == ""
    assert refusal(verify, compact, kind=EVENT, keys=keys_of(key_of(Purpose.ACK))) == "wrong-type"
    assert refusal(verify, compact, kind=PACKET, keys=keys_of(make(Purpose.PACKET))) == "unknown-key"
    assert packet_refusal(compact) == ""


def test_the_digest_of_an_object_leaves_its_signature_out():
    one, other = signed(PACKET, PACKET_KEY), signed(PACKET, PACKET_KEY)
    verified = [verify(each, kind=PACKET, keys=keys_of(PACKET_KEY)) for each in (one, other)]
    assert one != other
    assert {each.signing_sha256 for each in verified} == {digest(one.rpartition(".")[0])}


FOREIGN_MEMBERS = {
    "crit": ["exp"],
    "b64": False,
    "zip": "DEF",
    "jku": "https://evil.example/keys",
    "x5u": "https://evil.example/chain",
    "x5c": ["MIIB"],
    "x5t": "x",
    "x5t#S256": "x",
    "cty": "JWT",
    "jwk": PACKET_KEY.public.to_jwk(),
    "url": "https://evil.example",
    "nonce": "1",
}


@pytest.mark.parametrize("member", FOREIGN_MEMBERS)
def test_any_further_header_member_is_refused_whatever_it_says(member):
    compact = forged(HEADER | {member: FOREIGN_MEMBERS[member]}, PACKET_KEY)
    assert packet_refusal(compact) == "malformed"
    assert packet_refusal(forged(HEADER, PACKET_KEY)) == ""


@pytest.mark.parametrize("alg", ["none", "None", "HS256", "RS256", "PS256", "ES384", "EdDSA", "es256", "", None, 5, []])
def test_an_algorithm_that_is_not_listed_is_refused(alg):
    assert packet_refusal(forged(HEADER | {"alg": alg}, PACKET_KEY)) == "bad-algorithm"


@pytest.mark.parametrize("typ", ["JWT", "rx-packet+JWT", "application/rx-packet+jwt", "at+jwt", "", None, 5, []])
def test_a_type_that_is_not_the_exact_one_is_refused(typ):
    assert packet_refusal(forged(HEADER | {"typ": typ}, PACKET_KEY)) == "wrong-type"


@pytest.mark.parametrize("member", ["typ", "kid"])
def test_type_and_key_name_may_not_be_absent(member):
    header = {name: HEADER[name] for name in HEADER if name != member}
    assert packet_refusal(forged(header, PACKET_KEY)) == "malformed"


@pytest.mark.parametrize("kid", ["", "x", "../../etc/passwd", PACKET_KEY.kid.lower()], ids=range(4))
def test_a_key_that_is_not_known_is_refused(kid):
    assert packet_refusal(forged(HEADER | {"kid": kid}, PACKET_KEY)) == "unknown-key"


@pytest.mark.parametrize("kid", [None, 5, [], {}])
def test_a_key_name_is_text(kid):
    assert packet_refusal(forged(HEADER | {"kid": kid}, PACKET_KEY)) == "malformed"


def test_a_key_of_another_purpose_is_refused():
    key = key_of(Purpose.FEDERATION)
    compact = forged(HEADER | {"kid": key.kid}, key)
    assert refusal(verify, compact, kind=PACKET, keys=keys_of(key)) == "wrong-purpose"
    assert refusal(sign, CLAIMS, kind=PACKET, key=key) == "wrong-purpose"


def test_a_key_signs_with_its_own_algorithm_only():
    ed = key_of(Purpose.PACKET, "Ed25519")
    compact = forged(HEADER | {"kid": ed.kid}, PACKET_KEY)
    assert refusal(verify, compact, kind=PACKET, keys=keys_of(PACKET_KEY, ed)) == "bad-algorithm"


HEADERS = [
    b'{"alg":"none","alg":"ES256","kid":"%s","typ":"rx-packet+jwt"}' % PACKET_KEY.kid.encode(),
    b'["alg"]',
    b"null",
    b"",
    b"{",
    b"\xff",
    b'{"alg":"ES256"} ',
]


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_that_is_not_one_strict_object_is_refused(header):
    assert packet_refusal(forged(header, PACKET_KEY)) in {"malformed", "bad-algorithm"}


PAYLOADS = [
    b'{"a":1,"a":2}',
    b"[]",
    b"null",
    b"",
    b"{",
    b'{"a":NaN}',
    b'{"a":"\\ud800"}',
    b'{"a":' * 20 + b"1" + b"}" * 20,
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_signed_payload_that_is_not_one_strict_object_is_refused(payload):
    assert packet_refusal(forged(HEADER, PACKET_KEY, payload)) == "malformed"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_signature_is_checked_before_the_payload_is_parsed(payload):
    header, body, _ = forged(HEADER, PACKET_KEY, payload).split(".")
    assert packet_refusal(f"{header}.{body}.{b64url(bytes(64))}") == "bad-signature"


def test_a_signature_of_another_object_is_refused():
    one, other = signed(PACKET, PACKET_KEY, n=1).split("."), signed(PACKET, PACKET_KEY, n=2).split(".")
    assert packet_refusal(".".join((*one[:2], other[2]))) == "bad-signature"


@pytest.mark.parametrize("length", [0, 1, 63, 65, 72, 128])
def test_a_signature_of_another_length_is_refused(length):
    assert (
        packet_refusal(signed(PACKET, PACKET_KEY).rpartition(".")[0] + "." + b64url(bytes(length))) == "bad-signature"
    )


def test_a_signature_in_der_form_is_refused():
    signing_input = signed(PACKET, PACKET_KEY).rpartition(".")[0]
    raw = es256(signing_input.encode(), PACKET_KEY)
    der = b"\x30\x44\x02\x20" + raw[:32] + b"\x02\x20" + raw[32:]
    assert packet_refusal(f"{signing_input}.{b64url(der)}") == "bad-signature"


@pytest.mark.parametrize("edit", ["{}.", ".{}", "{}=", " {}", "{}\n", "{}.{}", "{}\x00", "é{}", '{{"payload":"{}"}}'])
def test_anything_but_three_plain_parts_is_refused(edit):
    assert packet_refusal(edit.replace("{}", signed(PACKET, PACKET_KEY))) == "malformed"


def test_json_serialisation_is_refused():
    header, payload, signature = signed(PACKET, PACKET_KEY).split(".")
    flattened = json.dumps({"protected": header, "payload": payload, "signature": signature})
    assert packet_refusal(flattened) == "malformed"


def test_another_spelling_of_the_same_bytes_is_refused():
    compact = signed(PACKET, PACKET_KEY)
    last = {"A": "B", "Q": "R", "g": "h", "w": "x"}[compact[-1]]
    assert packet_refusal(compact[:-1] + last) == "malformed"


def test_even_an_honest_signer_may_not_spell_the_payload_otherwise():
    header, payload = forged(HEADER, PACKET_KEY, b'{"a":1} ').split(".")[:2]
    for odd in (payload[:-1] + "B", payload + "=", payload + "\n"):
        signing_input = f"{header}.{odd}"
        compact = f"{signing_input}.{b64url(es256(signing_input.encode(), PACKET_KEY))}"
        assert packet_refusal(compact) == "malformed"


def test_bytes_are_read_like_text():
    compact = signed(PACKET, PACKET_KEY)
    assert packet_refusal(compact.encode()) == ""
    assert packet_refusal(compact.encode() + b"\xff") == "malformed"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.typ)
def test_an_object_over_its_limit_is_neither_made_nor_read(kind):
    key = key_of(min(kind.purposes))
    assert refusal(signed, kind, key, pad="A" * kind.limit) == "too-large"
    assert refusal(verify, "a" * (kind.limit + 1), kind=kind, keys=keys_of(key)) == "too-large"


def test_a_packet_may_fill_its_largest_bucket():
    room = PACKET.limit - len(signed(PACKET, PACKET_KEY, pad=""))
    compact = signed(PACKET, PACKET_KEY, pad="A" * (room * 3 // 4 - 2))
    assert PACKET.limit - 4 <= len(compact) <= PACKET.limit
    assert packet_refusal(compact) == ""


def test_a_header_that_is_far_too_long_is_refused_before_it_is_parsed():
    assert packet_refusal(forged(HEADER | {"kid": "x" * 5000}, PACKET_KEY)) == "too-large"


def test_claims_that_json_cannot_say_are_not_signed():
    assert refusal(signed, PACKET, PACKET_KEY, n=float("nan")) == "malformed"


def test_whether_the_key_was_valid_is_left_to_the_caller():
    key = make(Purpose.PACKET, exp=PACKET_KEY.public.nbf.replace(year=2027))
    verified = verify(signed(PACKET, key), kind=PACKET, keys=keys_of(key))
    assert not verified.key.valid_at(key.public.exp)


ASSERTION = {"alg": "ES256", "kid": key_of(Purpose.CLIENT).kid, "typ": "client-authentication+jwt"}


@pytest.mark.parametrize("typ", ["client-authentication+jwt", "JWT", None])
def test_a_client_assertion_may_have_no_type_or_the_general_one(typ):
    header = {name: value for name, value in {**ASSERTION, "typ": typ}.items() if value}
    key = key_of(Purpose.CLIENT)
    assert verify(forged(header, key), kind=CLIENT_ASSERTION, keys=keys_of(key)).kid == key.kid


@pytest.mark.parametrize("typ", ["at+jwt", "dpop+jwt", "jwt", "", None])
def test_a_client_assertion_of_any_other_type_is_refused(typ):
    key = key_of(Purpose.CLIENT)
    compact = forged({**ASSERTION, "typ": typ}, key)
    assert refusal(verify, compact, kind=CLIENT_ASSERTION, keys=keys_of(key)) == "wrong-type"


def test_a_client_with_one_key_need_not_name_it():
    one, other = key_of(Purpose.CLIENT), key_of(Purpose.OAUTH)
    compact = forged({"alg": "ES256"}, one)
    assert verify(compact, kind=CLIENT_ASSERTION, keys=keys_of(one, key_of(Purpose.ENC, "HPKE-9-KE"))).kid == one.kid
    for keys in (keys_of(one, other), KeySet()):
        assert refusal(verify, compact, kind=CLIENT_ASSERTION, keys=keys) == "unknown-key"


def test_rsa_is_for_client_assertions_only():
    key = key_of(Purpose.OAUTH, "PS256")
    assert verify(signed(CLIENT_ASSERTION, key), kind=CLIENT_ASSERTION, keys=keys_of(key)).claims == CLAIMS
    assert refusal(signed, ACCESS_TOKEN, key) == "bad-algorithm"
    lax = replace(ACCESS_TOKEN, algs=CLIENT_ASSERTION.algs)
    assert refusal(verify, signed(lax, key), kind=lax, keys=keys_of(key)) == ""
    assert refusal(verify, signed(lax, key), kind=ACCESS_TOKEN, keys=keys_of(key)) == "bad-algorithm"


def test_before_verification_only_who_it_says_it_is_may_be_read():
    compact = signed(CLIENT_ASSERTION, key_of(Purpose.CLIENT), scope="all", jwks={"keys": []})
    assert peek(compact, kind=CLIENT_ASSERTION) == {"iss": CLAIMS["iss"], "sub": CLAIMS["sub"]}


def test_a_self_signed_entity_configuration_shows_its_keys_too():
    key = key_of(Purpose.FEDERATION)
    jwks = {"keys": [key.public.to_jwk()]}
    compact = signed(ENTITY_STATEMENT, key, jwks=jwks)
    keys = KeySet.from_jwks(peek(compact, kind=ENTITY_STATEMENT)["jwks"], Purpose.FEDERATION)
    assert verify(compact, kind=ENTITY_STATEMENT, keys=keys).key == key.public
    about_another = signed(ENTITY_STATEMENT, key, jwks=jwks, sub="https://other.example")
    assert "jwks" not in peek(about_another, kind=ENTITY_STATEMENT)


def test_a_peek_refuses_what_is_of_another_kind_or_not_strict():
    compact = signed(PACKET, PACKET_KEY)
    assert refusal(peek, compact, kind=CLIENT_ASSERTION) == "wrong-type"
    assert refusal(peek, forged(HEADER, PACKET_KEY, b'{"iss":1,"iss":2}'), kind=PACKET) == "malformed"
    assert peek(forged(HEADER, PACKET_KEY, b'{"iss":1,"sub":[]}'), kind=PACKET) == {}


@given(
    st.text(max_size=60) | st.binary(max_size=60) | st.from_regex(rb"[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")
)
def test_any_input_is_refused_with_an_error_of_ours(compact):
    assert packet_refusal(compact)
    refusal(peek, compact, kind=PACKET)


def test_a_public_key_is_enough_to_verify():
    key = PublicKey.from_jwk(PACKET_KEY.public.to_jwk(), purpose=Purpose.PACKET)
    assert verify(signed(PACKET, PACKET_KEY), kind=PACKET, keys=KeySet([key])).key == key
