"""Signatures of webhooks: the published library believes ours, we believe its, and nothing else is believed."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from keys.errors import BadAlgorithm, BadSignature, KeysError, Malformed, UnknownKey
from keys.jwk import PrivateKey, Purpose, Revocation
from keys.ring import KeySet, Ring
from keys.webhook import (
    OVERLAP,
    content,
    new_secret,
    read_secret,
    show_key,
    show_secret,
    sign_v1,
    sign_v1a,
    signers,
    verify,
)
from tests.support.keys import NOW, key_of, keys_of, make

BODY = b'{"type":"sets.available"}'
STAMP = str(int(NOW.timestamp()))
KEY, OTHER = key_of(Purpose.WEBHOOK, "Ed25519"), make(Purpose.WEBHOOK, "Ed25519")
SECRET = new_secret()
DAY = timedelta(days=1)


def headers(*signatures: str, message="msg_1", stamp=STAMP):
    return {"Webhook-Id": message, "Webhook-Timestamp": stamp, "Webhook-Signature": " ".join(signatures)}


def v1a(key=KEY, message="msg_1", stamp=STAMP, body=BODY):
    return sign_v1a(content(message, stamp, body), key)


def believed(given, body=BODY, at=NOW, keys=None, secrets=()):
    return verify(given, body, at=at, keys=keys or keys_of(KEY), secrets=secrets)


def test_the_published_library_believes_our_secret():
    stamp = str(int(datetime.now(UTC).timestamp()))
    given = headers(v1a(), sign_v1(content("msg_1", stamp, BODY), SECRET), stamp=stamp)
    assert Webhook(show_secret(SECRET)).verify(BODY, given) == {"type": "sets.available"}


def test_the_published_library_does_not_believe_another_secret():
    stamp = str(int(datetime.now(UTC).timestamp()))
    with pytest.raises(WebhookVerificationError):
        Webhook(show_secret(new_secret())).verify(
            BODY, headers(sign_v1(content("msg_1", stamp, BODY), SECRET), stamp=stamp)
        )


def test_we_believe_the_published_library():
    signed = Webhook(show_secret(SECRET)).sign("msg_1", NOW, BODY.decode())
    assert believed(headers(signed), secrets=[SECRET]).id == "msg_1"


def test_cryptography_alone_believes_our_key():
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(show_key(KEY.public).removeprefix("whpk_")))
    version, _, signature = v1a().partition(",")
    public.verify(base64.b64decode(signature), b"msg_1." + STAMP.encode() + b"." + BODY)
    assert version == "v1a"
    with pytest.raises(InvalidSignature):
        public.verify(base64.b64decode(signature), b"msg_2." + STAMP.encode() + b"." + BODY)


def test_one_of_several_signatures_is_enough():
    given = headers("v1a,AAAA", "v2,x", "v1", v1a(OTHER), v1a())
    assert (believed(given).id, believed(given).at) == ("msg_1", NOW)


@pytest.mark.parametrize(
    "given",
    [headers(v1a(OTHER)), headers(v1a(message="msg_2")), headers(v1a(body=b"{}")), headers(), headers("v1a,"),
     headers(v1a().replace("v1a", "v1")), headers(sign_v1(content("msg_1", STAMP, BODY), b"x" * 32)),
     headers(*["v1a,AAAA"] * 16, v1a())],
)  # fmt: skip
def test_what_no_key_and_no_secret_made_is_not_believed(given):
    with pytest.raises(BadSignature):
        believed(given, secrets=[SECRET])


@pytest.mark.parametrize("minutes", [-5.1, 5.1])
def test_an_old_or_future_call_is_not_believed(minutes):
    with pytest.raises(BadSignature, match="time"):
        believed(headers(v1a()), at=NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize("stamp", ["", "now", "-1", "1.5", "٣", "9" * 30])
def test_a_timestamp_that_is_none_is_malformed(stamp):
    with pytest.raises(Malformed):
        believed(headers(v1a(), stamp=stamp))


@pytest.mark.parametrize("name", ["Webhook-Id", "Webhook-Timestamp", "Webhook-Signature"])
def test_a_header_that_is_missing_or_there_twice_is_malformed(name):
    given = headers(v1a())
    with pytest.raises(Malformed):
        believed({other: value for other, value in given.items() if other != name})
    with pytest.raises(Malformed):
        believed(given | {name.lower(): given[name]})


def test_a_key_that_was_revoked_or_has_ended_is_not_believed():
    revoked = PrivateKey.from_jwk(
        KEY.to_jwk() | {"revoked": {"revoked_at": int(NOW.timestamp()), "reason": "compromised"}},
        purpose=Purpose.WEBHOOK,
    )
    assert revoked.public.revoked == Revocation(NOW, "compromised")
    later, stamp = NOW + timedelta(days=91), str(int((NOW + timedelta(days=91)).timestamp()))
    late = headers(v1a(stamp=stamp), stamp=stamp)
    for keys, at, call in ((keys_of(revoked), NOW, headers(v1a())), (keys_of(KEY), later, late)):
        with pytest.raises(BadSignature):
            believed(call, at=at, keys=keys)


def test_a_key_is_believed_only_while_it_was_valid_when_the_call_was_made_and_still_is_when_it_comes():
    for nbf, exp, at in ((1, 9, 2), (-9, 1, 2)):
        key = PrivateKey.generate(
            Purpose.WEBHOOK, alg="Ed25519", nbf=NOW + timedelta(minutes=nbf), exp=NOW + timedelta(minutes=exp)
        )
        with pytest.raises(BadSignature):
            believed(headers(v1a(key)), at=NOW + timedelta(minutes=at), keys=keys_of(key))


@given(
    st.dictionaries(st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "x"]), st.text()),
    st.binary(),
)
def test_no_call_of_a_stranger_is_believed_or_breaks_anything(given, body):
    with pytest.raises(KeysError):
        believed(given, body, secrets=[SECRET])


@given(st.text(alphabet="v1a,AZaz09+/= ", max_size=300))
def test_no_signature_header_is_believed_by_chance(header):
    with pytest.raises(BadSignature):
        believed(headers(header), secrets=[SECRET])


@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_one_changed_bit_of_the_body_is_noticed(place, bit):
    body = bytearray(BODY)
    body[place % len(body)] ^= 1 << bit
    with pytest.raises(BadSignature):
        believed(headers(v1a(), sign_v1(content("msg_1", STAMP, BODY), SECRET)), bytes(body), secrets=[SECRET])


def test_the_newest_key_signs_and_for_thirty_days_the_one_before_it():
    newer = make(Purpose.WEBHOOK, "Ed25519", nbf=NOW + 40 * DAY)
    ring = Ring([KEY, newer])
    before, at, after = (signers(ring, NOW + 40 * DAY + by) for by in (-DAY, DAY, OVERLAP))
    assert (before, at, after) == ((KEY,), (newer, KEY), (newer,))


def test_without_a_valid_key_nothing_is_signed():
    with pytest.raises(UnknownKey):
        signers(Ring([KEY]), NOW + 91 * DAY)


@pytest.mark.parametrize("text", ["whsec_", "whsec_!", "whsec_" + "A" * 24, "whsec_" + "A" * 92, "", "whsec_é"])
def test_what_is_no_secret_is_not_read_as_one(text):
    with pytest.raises(Malformed):
        read_secret(text)


def test_a_secret_is_read_as_it_was_shown():
    assert read_secret(show_secret(SECRET)) == SECRET


def test_another_kind_of_key_signs_no_webhook():
    with pytest.raises(BadAlgorithm):
        sign_v1a(b"x", key_of(Purpose.ACK))
    with pytest.raises(BadAlgorithm):
        show_key(key_of(Purpose.ACK).public)
    assert len(KeySet([KEY.public])) == 1
