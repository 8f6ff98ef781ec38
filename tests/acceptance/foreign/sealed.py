"""Seal and attachments, [2.5] and [2.7]."""

import hashlib
import secrets

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite
from jwcrypto.common import JWException
from jwcrypto.jwe import JWE

from .signed import private
from .strict import Json, No, b64u, check, digest, new_id, strict, unb64u

HPKE = Suite(KEM.MLKEM768_X25519, KDF.SHAKE256, AEAD.AES_256_GCM)
INFO = b"JOSE-HPKE rcpt\xffA256GCM\xff"


PACKET = ("rx-packet+jwe", "rx-packet+jwt")
PART = ("rx-sealed+jwe", "rx-sealed+json")
PART_SAYS = {"aud", "categories", "provenance"}


def open_jwe(compact: str, *, keys: list[Json]) -> tuple[str, str]:
    _, plaintext, kid = opened(compact, keys=keys, kind=PACKET, more=set())
    return plaintext.decode("latin-1"), kid


def open_part(part: Json, *, keys: list[Json], me: str) -> Json:
    """A sealed part, [2.6.1]: its file, with what its manifest says of it."""
    check(set(part) == {"categories", "provenance", "jwe"}, "malformed")
    header, plaintext, _ = opened(part["jwe"], keys=keys, kind=PART, more=PART_SAYS)
    whole = strict(plaintext)
    check(isinstance(whole, dict) and set(whole) == {"v", "aud", "iat", "manifest", "content", "pad"}, "malformed")
    check((whole["v"], len(whole["manifest"])) == ("rx-1", 1), "malformed")
    (row,) = whole["manifest"]
    said = [(one["categories"], one["provenance"]) for one in (part, header, row)]
    check(said[0] == said[1] == said[2] and whole["aud"] == header["aud"] == me, "manifest")
    content = unb64u(whole["content"])
    check((row["length"], row["sha256"]) == (len(content), digest(content)), "manifest")
    check("/" not in row["name"] and "\\" not in row["name"], "malformed")
    return row | {"content": content}


def opened(compact: str, *, keys: list[Json], kind: tuple[str, str], more: set[str]) -> tuple[Json, bytes, str]:
    check(len(compact) <= 704 * 1024, "too-large")
    parts = compact.split(".")
    check(len(parts) == 5, "malformed")
    header = strict(unb64u(parts[0]))
    check(isinstance(header, dict) and header.get("alg") in ("HPKE-9-KE", "ECDH-ES+A256KW"), "malformed")
    hybrid = header["alg"] == "HPKE-9-KE"
    check(set(header) == {"alg", "enc", "kid", "typ", "cty", "ek" if hybrid else "epk"} | more, "malformed")
    check((header["enc"], header["typ"], header["cty"]) == ("A256GCM", *kind), "malformed")
    key = next((one for one in keys if one["kid"] == header["kid"]), None)
    if key is None:
        raise No("undecryptable")
    check(key["alg"] == header["alg"], "malformed")
    wrapped, iv, content, tag = (unb64u(part) for part in parts[1:])
    check((len(wrapped), len(iv), len(tag)) == (48 if hybrid else 40, 12, 16), "undecryptable")
    if hybrid:
        ek = unb64u(header["ek"])
        check(len(ek) == 1120, "undecryptable")
        plaintext = open_hybrid(ek + wrapped, iv, content + tag, aad=parts[0].encode(), key=key)
    else:
        plaintext = open_classic(compact, key)
    return header, plaintext, key["kid"]


def open_hybrid(sealed: bytes, iv: bytes, content: bytes, *, aad: bytes, key: Json) -> bytes:
    expanded = hashlib.shake_256(unb64u(key["priv"])).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
    owner = MLKEM768X25519PrivateKey(mlkem, X25519PrivateKey.from_private_bytes(expanded[64:]))
    try:
        return AESGCM(HPKE.decrypt(sealed, owner, info=INFO)).decrypt(iv, content, aad)
    except (InvalidTag, ValueError) as error:
        raise No("undecryptable") from error


def open_classic(compact: str, key: Json) -> bytes:
    token = JWE(algs=["ECDH-ES+A256KW", "A256GCM"])
    try:
        token.deserialize(compact, private(key))
    except JWException as error:
        raise No("undecryptable") from error
    return bytes(token.payload)


def padme(length: int) -> int:
    if length <= 1:
        return length
    exponent = length.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return (length + mask) & ~mask


def sealed_length(length: int) -> int:
    return 56 + padme(length) + 16 * (padme(length) // 16384 + 1)


def open_attachment(sealed: bytes, *, ref: Json, owner: str) -> bytes:
    check((len(sealed), digest(sealed)) == (ref["sealed_length"], ref["sha256"]), "digest-mismatch")
    opener = Cobblestone256Decryptor(unb64u(ref["key"]), (owner + ref["id"]).encode())
    try:
        padded = opener.update(sealed) + opener.finalize()
    except (InvalidTag, ValueError) as error:
        raise No("undecryptable") from error
    content, padding = padded[: ref["length"]], padded[ref["length"] :]
    check(len(padded) == padme(ref["length"]) and not any(padding), "undecryptable")
    return content


def seal_attachment(content: bytes, *, owner: str, name: str, category: str) -> tuple[Json, bytes]:
    key, ident = secrets.token_bytes(32), new_id()
    sealer = Cobblestone256Encryptor(key, (owner + ident).encode())
    sealed = sealer.update(content + bytes(padme(len(content)) - len(content))) + sealer.finalize()
    ref = {"id": ident, "name": name, "media_type": "text/plain", "length": len(content), "category": category}
    return ref | {"sealed_length": len(sealed), "sha256": digest(sealed), "key": b64u(key)}, sealed
