"""N1 to N60 and N79: what an attacker or a broken client sends, and the exact answer it gets."""

import json
from collections.abc import AsyncIterator

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from joserfc.jwk import ECKey

from exchange.core.partner.partner import PartnerStatus
from keys.encoding import b64url
from keys.jwk import Purpose, thumbprint
from tests.support.oauth_world import (
    AT,
    DROP,
    ME,
    ORIGIN,
    OTHER,
    RSA,
    TOKEN_URL,
    World,
    a_partner,
    jws,
    key_of,
    said,
)  # fmt: skip

CLIENT = (401, "invalid_client")
REQUEST, NOT_A_FORM = (400, "invalid_request"), (415, "invalid_request")
PROOF = (400, "invalid_dpop_proof")
NOT_JSON = (415, "SENDER_UNSUPPORTED_MEDIA_TYPE")
NO_TOKEN = (401, "SENDER_INVALID_TOKEN")
NO_PROOF = (401, "SENDER_INVALID_DPOP_PROOF")
GOOD = (200, "ok")


def n(number: int, variant: str, make, expected: tuple[int, str]):
    return pytest.param(make, expected, id=f"N{number}-{variant}" if variant else f"N{number}")


def claim(number: int, variant: str, expected=CLIENT, header=None, **claims: object):
    """A token request whose assertion differs in some claims or header members."""
    return n(number, variant, lambda w: w.ask(client_assertion=w.assertion(header, **claims)), expected)


def form(number: int, variant: str, expected, **fields: object):
    return n(number, variant, lambda w: w.ask(**fields), expected)


def at_token(number: int, variant: str, expected=PROOF, header=None, **claims: object):
    """A token request whose DPoP proof differs."""
    return n(number, variant, lambda w: w.ask(proofs=[w.proof(header=header, **claims)]), expected)


def minted(number: int, variant: str, expected=NO_TOKEN, **claims: object):
    """A call with a token that the hub itself would never have made."""
    return n(number, variant, lambda w: w.call(token=w.minted(**claims)), expected)


def with_keys(w: World, document: dict, assertion: str):
    w.enrol(a_partner(ME, document=document))
    return w.ask(client_assertion=assertion)


def other_signer(w: World, alg: str, key: object):
    kid = key_of(RSA if alg == "ES256" else ME).kid
    names = {"iss": RSA, "sub": RSA} if alg == "ES256" else {}
    real = "PS256" if alg == "ES256" else "ES256" if alg == "XX256" else alg
    signer = type("Signer", (), {"material": key, "kid": kid})
    return w.ask(client_assertion=w.assertion({"alg": alg}, key=signer, alg=real, **names))


def revoked(w: World):
    jwk = key_of(ME).public.to_jwk() | {"revoked": {"revoked_at": AT - 1, "reason": "compromised"}}
    return with_keys(w, {"keys": [jwk]}, w.assertion())


def weak(alg: str, members: dict, sign=lambda _: b"x" * 64):
    """An assertion of a registered key that protects nothing; the signature holds, where there can be one."""
    jwk = {**members, "alg": alg, "nbf": AT - 9, "exp": AT + 9}
    signer = type("Signer", (), {"material": staticmethod(sign), "kid": thumbprint(jwk)})
    return lambda w: with_keys(w, {"keys": [jwk | {"kid": signer.kid}]}, w.assertion({"alg": alg}, key=signer))


def short_rsa_signature(signing_input: bytes) -> bytes:
    salted = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    return SHORT.sign(signing_input, salted, hashes.SHA256())


def doubled_member(w: World):
    claims = json.dumps({"iss": OTHER, "sub": ME, "aud": ORIGIN, "iat": AT, "exp": AT + 60, "jti": "x"})
    head = {"alg": "ES256", "typ": "JWT", "kid": key_of(ME).kid}
    return w.ask(client_assertion=jws(head, f'{claims[:-1]}, "iss": "{ME}"}}', key=key_of(ME).material))


def doubled_header(w: World):
    head = f'{{"alg":"none","alg":"ES256","typ":"JWT","kid":"{key_of(ME).kid}"}}'
    claims = {"iss": ME, "sub": ME, "aud": ORIGIN, "iat": AT, "exp": AT + 60, "jti": "x"}
    return w.ask(client_assertion=jws(head, claims, key=key_of(ME).material, alg="ES256"))


def unused_bits(compact: str) -> str:
    """The same signature bytes in another spelling."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return compact[:-1] + letters[letters.index(compact[-1]) ^ 1]


def suspended(w: World):
    w.enrol(a_partner(ME, key_of(ME), standing=PartnerStatus.SUSPENDED))
    return w.ask()


EC_PUBLIC = key_of(ME).public.to_jwk()
OFF_CURVE = {"kty": "EC", "crv": "P-256", "x": EC_PUBLIC["x"], "y": b64url(b"\x01" * 32)}
SHORT = rsa.generate_private_key(65537, 1024)  # noqa: S505 a weak key is what this test is about
SHORT_RSA = {"kty": "RSA", "n": b64url(SHORT.public_key().public_numbers().n.to_bytes(128)), "e": "AQAB"}
NEUTRAL = b"\x01" + bytes(31)  # as a public key it makes (itself, 0) a signature of everything
LOW_ORDER = {"kty": "OKP", "crv": "Ed25519", "x": b64url(NEUTRAL)}

TYPES = ("at+jwt", "dpop+jwt", "secevent+jwt", "entity-statement+jwt", "rx-packet+jwt", "client-authentication", "jwt")

ASSERTION = [
    claim(1, "aud-token-endpoint", aud=TOKEN_URL),
    claim(2, "aud-array-of-issuer", aud=[ORIGIN]),
    claim(3, "aud-array-with-another", aud=[ORIGIN, "https://evil.example"]),
    claim(4, "aud-other-hub", aud="https://other-hub.example"),
    *(claim(5, a, aud=a) for a in (f"{ORIGIN}/", "https://HUB.example", f"{ORIGIN}:443", "http://hub.example")),
    *(claim(6, f"no-{name}", **{name: DROP}) for name in ("iss", "sub", "aud", "exp", "iat", "jti")),
    claim(7, "", iss=OTHER),
    claim(8, "", sub=OTHER, iss=OTHER),
    form(9, "", CLIENT, client_id=OTHER),
    form(9, "equal-is-fine", GOOD, client_id=ME),
    claim(10, "", exp=AT + 315_360_000),
    claim(11, "", exp=AT + 61),
    claim(12, "", iat=AT + 61, exp=AT + 121),
    claim(12, "eleven-seconds", iat=AT + 11, exp=AT + 71),
    claim(12, "not-yet", nbf=AT + 11),
    claim(13, "", GOOD, iat=AT + 9, exp=AT + 69),
    claim(14, "", iat=AT - 71, exp=AT - 11),
    claim(14, "within-leeway", GOOD, iat=AT - 69, exp=AT - 9),
    claim(14, "true-is-no-time", iat=True, exp=True),
    *(claim(19, v, jti=j) for v, j in (("long", "x" * 5_000), ("257", "x" * 257), ("empty", ""), ("number", 7))),
    *(claim(20, typ, header={"typ": typ}) for typ in TYPES),
    claim(20, "typ-may-be-JWT", GOOD, header={"typ": "JWT"}),
    claim(20, "typ-may-be-absent", GOOD, header={"typ": DROP}),
    claim(21, "none", header={"alg": "none"}),
    n(21, "HS256", lambda w: other_signer(w, "HS256", json.dumps(EC_PUBLIC).encode()), CLIENT),
    n(21, "RS256", lambda w: other_signer(w, "RS256", key_of(RSA, alg="PS256").material), CLIENT),
    n(21, "ES256-of-RSA", lambda w: other_signer(w, "ES256", key_of(RSA, alg="PS256").material), CLIENT),
    n(21, "ES256K", lambda w: other_signer(w, "ES256K", ECKey.generate_key("secp256k1")), CLIENT),
    n(21, "unknown", lambda w: other_signer(w, "XX256", key_of(ME).material), CLIENT),
    n(21, "other-key", lambda w: w.ask(client_assertion=w.assertion({"kid": key_of(ME).kid}, key_of(OTHER))), CLIENT),
    *(claim(22, name, header={name: EC_PUBLIC if name == "jwk" else "https://x"}) for name in ("jwk", "x5u", "x5c")),
    claim(23, "crit", header={"crit": ["x"], "x": 1}),
    claim(23, "crit-empty", header={"crit": []}),
    claim(23, "b64", header={"b64": False, "crit": ["b64"]}),
    *(claim(24, f"kid-{v}", header={"kid": v}) for v in ("unknown", "../../etc/passwd", "' OR 1=1 --")),
    n(24, "revoked", revoked, CLIENT),
    claim(24, "encryption-key", header={"kid": key_of(ME, Purpose.ENC, "ECDH-ES+A256KW").kid}),
    claim(24, "kid-may-be-absent", GOOD, header={"kid": DROP}),
    n(25, "claims", doubled_member, CLIENT),
    n(25, "header", doubled_header, CLIENT),
    n(26, "rsa-1024", weak("PS256", SHORT_RSA, short_rsa_signature), CLIENT),
    n(26, "off-curve", weak("ES256", OFF_CURVE), CLIENT),
    n(26, "low-order", weak("Ed25519", LOW_ORDER, lambda _input: NEUTRAL + bytes(32)), CLIENT),
    n(27, "unused-bits", lambda w: w.ask(client_assertion=unused_bits(w.assertion())), CLIENT),
    n(27, "white-space", lambda w: w.ask(client_assertion=w.assertion() + "\n"), CLIENT),
    n(27, "padding", lambda w: w.ask(client_assertion=w.assertion() + "=="), CLIENT),
    n(28, "two-parameters", lambda w: w.ask(content=f"{_query(w)}&client_assertion={w.assertion()}"), REQUEST),
    n(28, "two-in-one", lambda w: w.ask(client_assertion=f"{w.assertion()} {w.assertion()}"), CLIENT),
    n(29, "basic", lambda w: w.ask(headers=[("Authorization", "Basic YTpi")], client_assertion=DROP), CLIENT),
    n(29, "basic-beside", lambda w: w.ask(headers=[("Authorization", "Basic YTpi")]), CLIENT),
    form(29, "post", CLIENT, client_id=ME, client_secret="geheim", client_assertion=DROP),
    form(29, "post-beside", CLIENT, client_secret="geheim"),
    form(29, "none", CLIENT, client_id=ME, client_assertion=DROP, client_assertion_type=DROP),
    form(29, "wrong-assertion-type", CLIENT, client_assertion_type="saml2-bearer"),
    n(30, "suspended", suspended, CLIENT),
    claim(30, "unknown", iss="https://nobody.example", sub="https://nobody.example"),
]  # fmt: skip


def _query(w: World) -> str:
    return "&".join(f"{name}={value}" for name, value in w.form().items())


GRANTS = ("password", "authorization_code", "implicit", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer")
DETAILS = ('[{"type":"unknown"}]', '[{"type":"rx","field":1}]', '[{"type":"rx","actions":["*"]}]')
REQUESTS = [
    *(form(31, grant, (400, "unsupported_grant_type"), grant_type=grant) for grant in GRANTS),
    form(31, "missing", REQUEST, grant_type=DROP),
    form(32, "", (400, "invalid_scope"), scope="referral.receive hub.relay"),
    form(32, "granted", GOOD, scope="referral.receive"),
    *(form(33, str(i), (400, "invalid_authorization_details"), authorization_details=d) for i, d in enumerate(DETAILS)),
    n(34, "get", lambda w: w.send("GET", "/oauth/token"), (405, "SENDER_METHOD_NOT_ALLOWED")),
    n(34, "json", lambda w: w.ask(content=_query(w), headers=[("content-type", "text/plain")]), NOT_A_FORM),
    n(34, "no-type", lambda w: w.send("POST", "/oauth/token", content=b"a=b"), NOT_A_FORM),
    n(34, "twice", lambda w: w.ask(content=f"{_query(w)}&scope=a&scope=a"), REQUEST),
    n(35, "", lambda w: w.ask(content=f"{_query(w)}&x={'y' * 1_100_000}"), (413, "invalid_request")),
    n(35, "no-length", lambda w: w.ask(content=_stream(1100)), (413, "invalid_request")),
]  # fmt: skip


async def _stream(kib: int) -> AsyncIterator[bytes]:
    for _ in range(kib):
        yield b"x" * 1024


FORGED = [("X-Client-Cert", "MII"), ("X-SSL-Client", ME)]
EVIL, EVIL_URL = [("Host", "evil.example")], "https://evil.example"
ADDRESSES = (
    f"{EVIL_URL}/oauth/token", f"{ORIGIN}/oauth/revoke", "http://hub.example/oauth/token", f"{ORIGIN}:8443/oauth/token",
    "https://a@hub.example/oauth/token", "/oauth/token", "", "https://[", 7,
)  # fmt: skip
JTIS = (("missing", DROP), ("empty", ""), ("long", "x" * 257), ("number", 1))
PRIVATE = key_of("holder").to_jwk()
DPOP = [
    n(36, "", lambda w: w.ask(proofs=[]), PROOF),
    n(36, "resource", lambda w: w.call(proofs=[]), NO_PROOF),
    n(37, "", lambda w: w.ask(proofs=[w.proof(), w.proof()]), PROOF),
    n(37, "resource", lambda w: w.call(token=(t := w.token()), proofs=[w.proof_for(t), w.proof_for(t)]), NO_PROOF),
    *(at_token(38, str(typ), header={"typ": typ}) for typ in ("JWT", "at+jwt", "DPoP+jwt")),
    at_token(38, "absent", header={"typ": DROP}),
    at_token(39, "none", header={"alg": "none"}),
    n(39, "HS256", lambda w: w.ask(proofs=[hmac_proof()]), PROOF),
    at_token(40, "", header={"jwk": {name: PRIVATE[name] for name in ("kty", "crv", "x", "y", "d")}}),
    at_token(41, "other", htm="GET"),
    at_token(41, "lower-case", htm="post"),
    *(at_token(42, str(u), htu=u) for u in ADDRESSES),
    n(42, "spoofed-host", lambda w: w.ask(headers=EVIL, proofs=[w.proof(htu=f"{EVIL_URL}/oauth/token")]), PROOF),
    n(42, "host-does-not-matter", lambda w: w.ask(headers=EVIL), GOOD),
    at_token(42, "same-after-normalisation", GOOD, htu="HTTPS://HUB.example:443/oauth/%74oken"),
    at_token(43, "query-and-fragment", GOOD, htu=f"{TOKEN_URL}?a=b#c"),
    at_token(44, "old", iat=AT - 61),
    at_token(44, "ahead", iat=AT + 61),
    at_token(44, "eleven-ahead", iat=AT + 11),
    at_token(44, "sixty-old", GOOD, iat=AT - 60),
    at_token(44, "ten-ahead", GOOD, iat=AT + 10),
    at_token(44, "missing", iat=DROP),
    at_token(44, "ended", exp=AT - 1),
    at_token(44, "not-yet", nbf=AT + 11),
    *(at_token(45, f"jti-{v}", jti=j) for v, j in JTIS),
    n(45, "ath", lambda w: w.call(token=(t := w.token()), proofs=[w.proof_for(t, ath=DROP)]), NO_PROOF),
    n(46, "", lambda w: w.call(proofs=[w.proof_for(w.token())]), NO_PROOF),
    n(47, "", lambda w: w.call(token=(t := w.token()), proofs=[w.proof_for(t, key=key_of("thief"))]), NO_TOKEN),
    n(49, "", lambda w: w.call(proofs=[w.proof()]), NO_PROOF),
    n(50, "", lambda w: w.call(token=(t := w.token()), headers=[("Authorization", f"Bearer {t}")]), NO_TOKEN),
    minted(51, "", cnf=DROP),
    minted(51, "certificate-bound", cnf={"x5t#S256": "x"}),
]  # fmt: skip


def hmac_proof() -> str:
    head = {"alg": "HS256", "typ": "dpop+jwt", "jwk": {"kty": "oct", "k": b64url(b"k" * 32)}}
    return jws(head, {"htm": "POST", "htu": TOKEN_URL, "iat": AT, "jti": "x"}, key=b"k" * 32)


def taken_back(w: World):
    token = w.token()
    assert w.ask(path="/oauth/revoke", token=token, proofs=[]).status_code == 200
    return w.call(token=token)


def later(w: World, seconds: int):
    token = w.token()
    w.clock.advance(seconds=seconds)
    return w.call(token=token)


def foreign_hub(w: World):
    return w.call(token=w.minted(key=key_of("https://other-hub.example")))


RESOURCE = [
    minted(53, "control", GOOD),
    n(53, "foreign-key", foreign_hub, NO_TOKEN),
    n(53, "packet-key", lambda w: w.call(token=w.minted(key=key_of(ORIGIN, Purpose.PACKET))), NO_TOKEN),
    minted(53, "iss", iss="https://other-hub.example"),
    minted(53, "aud", aud="https://other-hub.example"),
    minted(53, "aud-array", aud=[ORIGIN]),
    minted(53, "sub-differs", client_id=OTHER),
    minted(54, "", exp=AT - 1),
    minted(54, "at-exp", exp=AT),
    minted(54, "no-such-year", exp=2**52),
    minted(54, "before-its-key", iat=AT - 172_800),
    n(54, "after-300-seconds", lambda w: later(w, 300), NO_TOKEN),
    n(54, "after-299-seconds", lambda w: later(w, 299), GOOD),
    n(55, "", taken_back, NO_TOKEN),
    n(56, "query", lambda w: w.call(f"/things/1?access_token={w.minted()}", token=w.minted(), headers=[]), NO_TOKEN),
    n(56, "query-beside", lambda w: w.call(f"/things/1?access_token={w.minted()}"), NO_TOKEN),
    n(56, "body", lambda w: w.call(method="PUT", headers=[], data={"access_token": w.minted()}), NO_TOKEN),
    n(56, "body-beside", lambda w: w.call(method="PUT", data={"access_token": w.minted()}), NOT_JSON),
    n(57, "", lambda w: w.call("/sent/1"), (403, "SENDER_INSUFFICIENT_SCOPE")),
    n(57, "narrowed", lambda w: w.call(token=w.token(scope="directory.read")), (403, "SENDER_INSUFFICIENT_SCOPE")),
    n(58, "", lambda w: w.call("/things/of-another"), (404, "HUB_NOT_FOUND")),
    n(59, "", lambda w: w.call(method="PUT", json={"id": "2"}), (409, "HUB_CONFLICT")),
    n(60, "", lambda w: w.call(token=(t := w.token()), headers=[("Authorization", f"DPoP {t}")] * 2), NO_TOKEN),
    n(79, "client-cert", lambda w: w.call(headers=FORGED, proofs=[]), NO_TOKEN),
    n(79, "forwarded-host", lambda w: forwarded(w, "https://evil.example/things/1"), NO_PROOF),
    n(79, "forwarded-host-ignored", lambda w: forwarded(w, f"{ORIGIN}/things/1"), GOOD),
]  # fmt: skip


def forwarded(w: World, htu: str):
    token = w.token()
    lines = [("X-Forwarded-Host", "evil.example"), ("X-Forwarded-Proto", "https"), ("Forwarded", "host=evil.example")]
    return w.call(
        token=token, proofs=[w.proof_for(token, htu=htu)], headers=[("Authorization", f"DPoP {token}"), *lines]
    )


@pytest.mark.parametrize(("make", "expected"), [*ASSERTION, *REQUESTS, *DPOP, *RESOURCE])
def test_every_bad_request_gets_exactly_its_refusal(make, expected):
    assert said(make(World())) == expected
