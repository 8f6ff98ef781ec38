"""Passkey: what a device of somebody proves of itself over WebAuthn (W3C level 3): that a key was made, and is there.

The browser hands over one JSON text. Each thing it has to say is looked at here by name, so that a refusal can say why;
the library then verifies the whole again.
"""

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from cbor2 import CBORDecodeError
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    parse_attestation_object,
    parse_authentication_credential_json,
    parse_authenticator_data,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationFormat,
    AuthenticatorData,
    AuthenticatorSelectionCriteria,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from keys.encoding import b64url, sha256, unb64url
from keys.errors import FOREIGN, KeysError

CHALLENGE_BYTES = 32
MOST_CHARACTERS = 16_384
_TIMEOUT_MS = 300_000
_WITHOUT_A_MAKER = frozenset({AttestationFormat.NONE, AttestationFormat.PACKED})
"""We ask for no word of the maker's; some devices sign with the new key itself all the same."""


class PasskeyUnfit(KeysError):
    """The answer of a device does not hold; `detail` says what of it."""

    code = "passkey-unfit"


@dataclass(frozen=True, slots=True)
class Party:
    """Whom a passkey is made for: the hub's host name, and the one address its pages have."""

    id: str
    origin: str


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that was just made: the name its device finds it by (base64url), its public half (COSE), its counter."""

    credential: str
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says before anything of it is believed: which key, to which challenge, of whom (base64url)."""

    credential: str
    challenge: str
    handle: str


def user_handle(origin: str, staff: str) -> str:
    """What a device keeps of whose a key is (base64url): it says neither a name nor who it is."""
    return b64url(sha256(f"{origin}\n{staff}".encode()))


def ask_for_new(party: Party, challenge: bytes, *, staff: str, name: str, has: Sequence[str]) -> str:
    """What `navigator.credentials.create` is asked, as JSON; a device that holds one of `has` makes no other."""
    asked = generate_registration_options(
        rp_id=party.id,
        rp_name="Geleit",
        user_id=unb64url(user_handle(party.origin, staff)),
        user_name=staff,
        user_display_name=name,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_named(has),
    )
    return options_to_json(asked)


def ask_for_known(party: Party, challenge: bytes, *, has: Sequence[str] = ()) -> str:
    """What `navigator.credentials.get` is asked, as JSON: one of `has`, or whichever the device finds."""
    asked = generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        allow_credentials=_named(has),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(asked)


def read_new(answer: str) -> Answer:
    """Read which challenge a new key answers.

    Raises:
        PasskeyUnfit: it is no such answer.
    """
    with _believing_nothing(answer):
        read = parse_registration_credential_json(answer)
        said = parse_client_data_json(read.response.client_data_json)
        return Answer(b64url(read.raw_id), b64url(said.challenge), "")


def read_known(answer: str) -> Answer:
    """Read which key answers which challenge, and whose its device says it is.

    Raises:
        PasskeyUnfit: it is no such answer.
    """
    with _believing_nothing(answer):
        read = parse_authentication_credential_json(answer)
        said = parse_client_data_json(read.response.client_data_json)
        return Answer(b64url(read.raw_id), b64url(said.challenge), b64url(read.response.user_handle or b""))


def verify_new(answer: str, *, challenge: str, party: Party) -> NewKey:
    """Verify that a key was made for us, just now, by a device that looked who is there.

    Raises:
        PasskeyUnfit: it was not.
    """
    with _believing_nothing(answer):
        response = parse_registration_credential_json(answer).response
        made = parse_attestation_object(response.attestation_object)
        _check(parse_client_data_json(response.client_data_json), made.auth_data, party=party)
        if made.fmt not in _WITHOUT_A_MAKER:
            raise PasskeyUnfit("format")
        done = verify_registration_response(
            credential=answer,
            expected_challenge=unb64url(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
        return NewKey(b64url(done.credential_id), done.credential_public_key, done.sign_count)


def verify_known(answer: str, *, challenge: str, party: Party, public_key: bytes) -> int:
    """Verify that a key is there and its device looked who is, and return its counter, of which the caller judges.

    Raises:
        PasskeyUnfit: it is not.
    """
    with _believing_nothing(answer):
        response = parse_authentication_credential_json(answer).response
        looked = parse_authenticator_data(response.authenticator_data)
        _check(parse_client_data_json(response.client_data_json), looked, party=party)
        done = verify_authentication_response(
            credential=answer,
            expected_challenge=unb64url(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
        return done.new_sign_count


def _check(said: CollectedClientData, looked: AuthenticatorData, *, party: Party) -> None:
    if said.origin != party.origin or said.cross_origin or looked.rp_id_hash != sha256(party.id.encode()):
        raise PasskeyUnfit("elsewhere")
    if not looked.flags.uv:
        raise PasskeyUnfit("not-verified")


def _named(has: Sequence[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=unb64url(one)) for one in has]


@contextmanager
def _believing_nothing(answer: str) -> Iterator[None]:
    if len(answer) > MOST_CHARACTERS:
        raise PasskeyUnfit("size")
    try:
        yield
    except (WebAuthnException, CBORDecodeError, struct.error, IndexError, AttributeError, *FOREIGN) as error:
        raise PasskeyUnfit("unfit") from error
