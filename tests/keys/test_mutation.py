"""A campaign: thousands of small changes to valid objects. None may pass, none may surprise.

5,000 changes by default, 50,000 with GELEIT_SOAK=1. Chance is seeded, so that a finding can be found again.
"""

import io
import json
import os
import random
import string

import pytest

from keys import objects
from keys.encoding import b64url, unb64url
from keys.jwk import PrivateKey, PublicKey, Purpose
from keys.ring import Ring
from keys.seal import open_sealed, seal
from keys.sign import peek, sign, verify, verify_proof
from keys.stream import open_stream, seal_stream
from tests.support.keys import CLAIMS, CTY, TYP, key_of, keys_of, refusal, signed

TOTAL = 50_000 if os.environ.get("GELEIT_SOAK") == "1" else 5_000
ALPHABET = string.ascii_letters + string.digits + "-_"
HOSTILE = [None, True, 0, -1, 2**64, 1.5, "", "none", "HS256", "x", [], ["exp"], {}, {"kty": "oct"}, "\0", "é", [[]]]
MEMBERS = [
    "alg",
    "kid",
    "typ",
    "cty",
    "enc",
    "ek",
    "epk",
    "jwk",
    "crit",
    "b64",
    "zip",
    "jku",
    "x5u",
    "x5c",
    "apu",
    "p2c",
]

SIGNED = [
    (objects.PACKET, Purpose.PACKET, "ES256"),
    (objects.TRANSFER, Purpose.ACK, "Ed25519"),
    (objects.EVENT, Purpose.ACK, "ES256"),
    (objects.CONSENT, Purpose.PACKET, "Ed25519"),
    (objects.CLIENT_ASSERTION, Purpose.CLIENT, "PS256"),
    (objects.CLIENT_ASSERTION, Purpose.CLIENT, "ES256"),
    (objects.ACCESS_TOKEN, Purpose.OAUTH, "ES256"),
    (objects.ENTITY_STATEMENT, Purpose.FEDERATION, "ES256"),
    (objects.DIRECTORY, Purpose.DIRECTORY, "Ed25519"),
]
SEALED = [("HPKE-9-KE", ""), ("ECDH-ES+A256KW", "X25519"), ("ECDH-ES+A256KW", "P-256")]
EACH = TOTAL // (len(SIGNED) + len(SEALED) + 3)


def flip(text: str, chance: random.Random) -> bytes:
    raw = bytearray(text.encode())
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return bytes(raw)


def substitute(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(ALPHABET + ".+/= \n\0") + text[at + 1 :]


def cut(text: str, chance: random.Random) -> str:
    at, until = sorted(chance.randrange(len(text) + 1) for _ in range(2))
    return text[:at] + text[until:] if chance.random() < 0.5 else text[:until]


def insert(text: str, chance: random.Random) -> str:
    at = chance.choice([0, len(text), chance.randrange(len(text))])
    return text[:at] + chance.choice([*"=. \n\r\t\0A+/é", "==", "..", "%00", "\ufeff"]) + text[at:]


def shuffle(text: str, chance: random.Random) -> str:
    parts = text.split(".")
    one, other = chance.randrange(len(parts)), chance.randrange(len(parts))
    parts[one], parts[other] = parts[other], chance.choice([parts[one], "", b64url(chance.randbytes(40))])
    return ".".join(parts)


def unused_bits(text: str, chance: random.Random) -> str:
    parts = text.split(".")
    at = chance.randrange(len(parts))
    tail = ALPHABET.find(parts[at][-1:])
    parts[at] = parts[at][:-1] + ALPHABET[(tail + chance.choice([1, 2, 3])) % 64]
    return ".".join(parts)


def edit_header(text: str, chance: random.Random) -> str:
    header, _, rest = text.partition(".")
    document = json.loads(unb64url(header))
    member = chance.choice([*MEMBERS, *document])
    document[member] = chance.choice(HOSTILE)
    if chance.random() < 0.3:
        del document[member]
    return f"{b64url(json.dumps(document).encode())}.{rest}"


def respell_header(text: str, chance: random.Random) -> str:
    header, _, rest = text.partition(".")
    raw = unb64url(header).decode()
    raw = chance.choice(
        [raw + " ", " " + raw, raw[:-1] + ',"alg":"none"}', raw.replace('"alg"', '"\\u0061lg"'), f"[{raw}]"]
    )
    return f"{b64url(raw.encode())}.{rest}"


def edit_part(text: str, chance: random.Random) -> str:
    parts = text.split(".")
    at = chance.randrange(len(parts))
    raw = bytearray(unb64url(parts[at])) or bytearray(1)
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    parts[at] = b64url(bytes(raw) + chance.randbytes(chance.choice([0, 0, 0, 1, 16])))
    return ".".join(parts)


MUTATORS = [flip, substitute, cut, insert, shuffle, unused_bits, edit_header, respell_header, edit_part]


def mutants(text: str, *, seed: str):
    """Pairs of what was done and what came of it; what came out unchanged is left out."""
    chance = random.Random(seed)
    made = 0
    while made < EACH:
        mutator = chance.choice(MUTATORS)
        mutant = mutator(text, chance)
        if mutant not in {text, text.encode()}:
            made += 1
            yield mutator.__name__, mutant


def accepted(text: str, check, *, seed: str) -> list:
    return [(name, mutant) for name, mutant in mutants(text, seed=seed) if not refusal(check, mutant)]


@pytest.mark.parametrize(("kind", "purpose", "alg"), SIGNED, ids=lambda value: getattr(value, "typ", str(value)))
def test_no_changed_signature_is_accepted(kind, purpose, alg):
    key, keys = key_of(purpose, alg), keys_of(key_of(purpose, alg))

    def check(mutant) -> None:
        refusal(peek, mutant, kind=kind)
        verify(mutant, kind=kind, keys=keys)

    assert accepted(signed(kind, key), check, seed=f"{kind.typ}{alg}") == []


def test_no_changed_proof_is_accepted():
    assert accepted(sign(CLAIMS, kind=objects.DPOP, key=key_of(Purpose.CLIENT)), verify_proof, seed="dpop") == []


@pytest.mark.parametrize(("alg", "curve"), SEALED)
def test_no_changed_sealed_object_is_opened(alg, curve):
    key = key_of(Purpose.ENC, alg, curve)
    ring = Ring([key, *(key_of(Purpose.ENC, *suite) for suite in SEALED)])

    def check(mutant) -> None:
        open_sealed(mutant, keys=ring, typ=TYP, cty=CTY)

    assert accepted(seal(b"inner", to=key.public, typ=TYP, cty=CTY), check, seed=alg + curve) == []


def test_a_changed_key_is_read_as_itself_or_refused():
    chance, readers = random.Random("jwk"), (PublicKey, PrivateKey)
    for index in range(EACH):
        purpose, alg = chance.choice([(Purpose.ACK, "ES256"), (Purpose.ACK, "Ed25519"), (Purpose.ENC, "HPKE-9-KE")])
        document = key_of(purpose, alg).to_jwk() if index % 2 else key_of(purpose, alg).public.to_jwk()
        member = chance.choice([*document, "revoked", "d", "k", "crv", "use"])
        old = document.get(member)
        document[member] = chance.choice(
            [*HOSTILE, old[:-1] + chance.choice(ALPHABET) if isinstance(old, str) else old]
        )
        refusal(readers[index % 2].from_jwk, document, purpose=purpose)


def test_no_changed_attachment_is_opened():
    source, sealed, chance = io.BytesIO(b"x" * 40_000), io.BytesIO(), random.Random("attachment")
    named = {"key": bytes(32), "context": b"c"}
    stream = seal_stream(source, sealed, **named)
    for _ in range(EACH):
        raw = bytearray(sealed.getvalue())
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        changed = bytes(raw[: chance.choice([len(raw), chance.randrange(len(raw))])])
        opening = {"length": stream.length, "sha256": stream.sha256, **named}
        assert refusal(open_stream, io.BytesIO(changed), io.BytesIO(), **opening) == "digest-mismatch"
