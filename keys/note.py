"""Signed notes (c2sp.org/signed-note): a text, a blank line, and one line for each signature.

A verifier key is written `name+hex(key id)+base64(type ‖ public key)`. Two types are made and verified here: 0x01,
Ed25519 over the note's text, of whose note it is; and 0x04, the cosignature of a witness, which says when it was made
(c2sp.org/tlog-cosignature). Signatures of other types belong to keys nobody here knows, and are carried along.
"""

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from keys.encoding import sha256, unb64url
from keys.errors import (
    BadAlgorithm,
    BadSignature,
    KeyNotValid,
    Malformed,
    TooLarge,
    UnknownKey,
    WrongPurpose,
    turning_into,
)
from keys.jwk import PrivateKey, PublicKey, Purpose
from keys.material import private_members, public_members
from keys.weakness import ed25519_is_weak

ED25519, COSIGNATURE = b"\x01", b"\x04"
"""Signature types in a key id and a verifier key: Ed25519 over the text, and Ed25519 of a witness with its time."""
LIMIT = 192 * 1024
"""More than sixteen of the largest signatures there are; the format asks for at least that many."""
_ID_BYTES, _KEY_BYTES, _TIME_BYTES = 4, 32, 8
_LATEST = (1 << 63) - 1
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_ID = re.compile(r"[0-9a-f]{8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Verifier:
    """A key that notes are verified with: its name, 32 bytes of Ed25519, and the type of what it signs."""

    name: str
    raw: bytes
    kind: bytes = ED25519

    @property
    def id(self) -> bytes:
        """The four bytes that, with the name, say which key made a signature."""
        return sha256(self.name.encode() + b"\n" + self.kind + self.raw)[:_ID_BYTES]

    @property
    def vkey(self) -> str:
        """The key in one line, as other programs read it."""
        return f"{self.name}+{self.id.hex()}+{_base64(self.kind + self.raw)}"

    @classmethod
    def of(cls, key: PublicKey, *, name: str, kind: bytes = ED25519) -> Self:
        """Let one of our keys verify under a name.

        Raises:
            BadAlgorithm: it is no Ed25519 key.
        """
        if key.alg != "Ed25519":
            raise BadAlgorithm
        return cls(_named(name), unb64url(public_members(key.material)["x"]), kind)

    @classmethod
    def read(cls, vkey: str, *, kind: bytes = ED25519) -> Self:
        """Read a key of one type from its line.

        Raises:
            Malformed: it is not a line of this form, or the id does not belong to the key.
            BadAlgorithm: it is a key of another type.
            KeyNotValid: the key is weak.
        """
        # Names hold no "+", base64 may.
        name, found, rest = vkey.partition("+")
        short, also, encoded = rest.partition("+")
        if not found or not also or not _ID.fullmatch(short):
            raise Malformed("vkey")
        raw = _unbase64(encoded)
        if raw[:1] != kind:
            raise BadAlgorithm
        key = cls(_named(name), raw[1:], kind)
        if len(key.raw) != _KEY_BYTES or key.id.hex() != short:
            raise Malformed("vkey")
        if ed25519_is_weak(key.raw):
            raise KeyNotValid("point")
        return key


def sign_note(text: str, *, name: str, keys: Iterable[PrivateKey]) -> str:
    """Sign a text under a name, a line for each key in the order given.

    Raises:
        Malformed: the text or the name is not one a note may have.
        BadAlgorithm: a key is no Ed25519 key.
    """
    if not text.endswith("\n") or _CONTROL.search(text):
        raise Malformed("note")
    lines = (_signed(text, name=name, key=key) for key in keys)
    return f"{text}\n{''.join(lines)}"


def open_note(note: str | bytes, *, verifiers: Iterable[Verifier]) -> tuple[str, Sequence[Verifier]]:
    """Return a note's text and which of the known keys signed it; signatures of others are left aside.

    Raises:
        TooLarge, Malformed: it is no signed note.
        UnknownKey: none of these keys signed it.
        BadSignature: a signature that claims to be of one of these keys does not hold.
    """
    text, signers = _opened(note, verifiers)
    if not signers:
        raise UnknownKey
    return text, tuple(signers)


def cosign(text: str, *, name: str, key: PrivateKey, at: int) -> str:
    """Sign a text as a witness who saw it at a POSIX time, in seconds. Returns the one line that is added to the note.

    Raises:
        Malformed: the name is not one a note may have, or there is no such time.
        BadAlgorithm: the key is no Ed25519 key.
        WrongPurpose: the key is no witness's: what it signs does not name its signer, so it signs for one alone.
    """
    if key.public.purpose is not Purpose.WITNESS:
        raise WrongPurpose
    if not 0 < at <= _LATEST:
        raise Malformed("time")
    verifier = Verifier.of(key.public, name=name, kind=COSIGNATURE)
    signature = _private(key).sign(_cosigned_message(text, at))
    return _line(verifier, at.to_bytes(_TIME_BYTES) + signature)


def cosigned(note: str | bytes, *, witnesses: Iterable[Verifier]) -> Mapping[Verifier, int]:
    """Say which of the known witnesses cosigned a note, and when each did last, as a POSIX time in seconds.

    Raises:
        TooLarge, Malformed: it is no signed note.
        BadSignature: a cosignature that claims to be of one of these witnesses does not hold.
    """
    _, signers = _opened(note, [witness for witness in witnesses if witness.kind == COSIGNATURE])
    return signers


def only_of(note: str | bytes, *, verifiers: Iterable[Verifier]) -> str:
    """A note with the signatures of these keys and no others, in the order they stood in.

    Raises:
        TooLarge, Malformed: it is no signed note.
    """
    text, lines = _read(note)
    known = {(verifier.name, verifier.id): verifier for verifier in verifiers}
    kept = [(verifier, blob) for name, blob in lines if (verifier := known.get((name, blob[:_ID_BYTES])))]
    return f"{text}\n" + "".join(_line(verifier, blob[_ID_BYTES:]) for verifier, blob in kept)


def _opened(note: str | bytes, verifiers: Iterable[Verifier]) -> tuple[str, Mapping[Verifier, int]]:
    """The text, who signed it, and the newest time that each gives; 0 who gives none."""
    text, lines = _read(note)
    known = {(verifier.name, verifier.id): verifier for verifier in verifiers}
    signers: dict[Verifier, int] = {}
    for name, blob in lines:
        verifier = known.get((name, blob[:_ID_BYTES]))
        if verifier is not None:
            signers[verifier] = max(signers.get(verifier, 0), _verified(verifier, blob[_ID_BYTES:], text))
    return text, signers


def _verified(verifier: Verifier, signature: bytes, text: str) -> int:
    at, message = 0, text.encode()
    if verifier.kind == COSIGNATURE:
        at, signature = int.from_bytes(signature[:_TIME_BYTES]), signature[_TIME_BYTES:]
        message = _cosigned_message(text, at)
        # Zero is the time of whoever says nothing of one, which a witness of a checkpoint always does.
        if not 0 < at <= _LATEST:
            raise BadSignature
    with turning_into(BadSignature):
        Ed25519PublicKey.from_public_bytes(verifier.raw).verify(signature, message)
    return at


def _cosigned_message(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _signed(text: str, *, name: str, key: PrivateKey) -> str:
    return _line(Verifier.of(key.public, name=name), _private(key).sign(text.encode()))


def _private(key: PrivateKey) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(unb64url(private_members(key.material)["d"]))


def _line(verifier: Verifier, signature: bytes) -> str:
    return f"— {verifier.name} {_base64(verifier.id + signature)}\n"


def _read(note: str | bytes) -> tuple[str, Sequence[tuple[str, bytes]]]:
    whole = _decoded(note)
    text, blank, signatures = whole.rpartition("\n\n")
    if not blank or not signatures.endswith("\n") or _CONTROL.search(whole):
        raise Malformed("note")
    return f"{text}\n", [_signature(line) for line in signatures[:-1].split("\n")]


def _decoded(note: str | bytes) -> str:
    if len(note) > LIMIT:
        raise TooLarge
    try:
        whole = note.decode() if isinstance(note, bytes) else note
        whole.encode()
    except UnicodeError as error:
        raise Malformed("utf-8") from error
    return whole


def _signature(line: str) -> tuple[str, bytes]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise Malformed("signature-line")
    blob = _unbase64(match[2])
    if len(blob) <= _ID_BYTES:
        raise Malformed("signature-line")
    return match[1], blob


def _named(name: str) -> str:
    if not name or "+" in name or any(character.isspace() for character in name):
        raise Malformed("name")
    return name


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _unbase64(text: str) -> bytes:
    # Once more in `exchange.core.evidence.checkpoint`, with the core's own error: the core imports nothing of `keys`.
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError as error:
        raise Malformed("base64") from error
    if _base64(raw) != text:
        raise Malformed("base64")
    return raw
