"""Passkey (WebAuthn): a key in somebody's own device, with which they sign in and confirm; two factors in one step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from types import MappingProxyType
from urllib.parse import urlsplit

from exchange.core.characters import unreadable
from exchange.core.errors import Refusal
from exchange.core.said import Said

ASKED_FOR = timedelta(minutes=5)
"""How long a challenge may be answered, once."""
MOST = 10
"""Passkeys one member of staff may have."""
LONGEST_NAME = 60
_BY_NAME = "localhost"


class PasskeyUse(StrEnum):
    """What a challenge was asked for: one that was asked for one thing is no answer to another."""

    ADD = "add"
    SIGN_IN = "sign-in"
    CONFIRM = "confirm"


class PasskeyFault(StrEnum):
    """Why a passkey is not taken."""

    CHALLENGE = "challenge"
    ELSEWHERE = "elsewhere"
    NOT_VERIFIED = "not-verified"
    UNKNOWN = "unknown"
    COUNTER = "counter"
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """One passkey of one member of staff.

    `credential` is the name its device finds it by (base64url), `public_key` its public half (COSE). `sign_count` is
    how often the device says it was used; one that is kept on several devices always says 0. `name` is its owner's.
    """

    id: str
    staff: str
    credential: str
    public_key: bytes
    sign_count: int
    name: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class PasskeyPlace:
    """Where passkeys of a hub are good: the name they are made for, and the one address their pages have."""

    name: str
    origin: str


def passkey_place(origin: str, *, demo: bool) -> PasskeyPlace | None:
    """Where passkeys of the hub of this origin are good. Browsers make none for a bare number.

    A demonstration is served on this machine, which has a name too.
    """
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if not _is_number(host):
        return PasskeyPlace(host, origin)
    return PasskeyPlace(_BY_NAME, f"{parts.scheme}://{_BY_NAME}:{parts.port}") if demo else None


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def check_name(typed: str) -> str:
    """The name of a passkey, without what cannot be read.

    Raises:
        PasskeyNameUnfit: it is empty, too long, or holds a sign that cannot be read.
    """
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME or any(map(unreadable, name)):
        raise PasskeyNameUnfit(pointer="/name")
    return name


def check_room(has: int) -> None:
    """Refuse one more passkey than anybody needs.

    Raises:
        TooManyPasskeys: there are as many already.
    """
    if has >= MOST:
        raise TooManyPasskeys


def check_counter(kept: int, *, said: int) -> None:
    """Refuse a device whose counter did not go on: there may be a second one with the same key (WebAuthn 6.1.1).

    Raises:
        PasskeyRefused: it did not. One that never counts always says 0.
    """
    if (kept or said) and said <= kept:
        raise PasskeyRefused(PasskeyFault.COUNTER)


class PasskeyRefused(Refusal):
    """This passkey is not taken."""

    code = "SENDER_PASSKEY_REFUSED"
    status = 403
    de = "Der Passkey wurde nicht angenommen."
    fix_de = "Versuchen Sie es noch einmal, oder nehmen Sie Ihre Passphrase."
    fix_en = "Try again, or use your passphrase."

    def __init__(self, why: PasskeyFault) -> None:
        super().__init__(why.value)
        self.saying(what=_WHY[why])
        if why is PasskeyFault.COUNTER:
            self.saying(do=_REMOVE)


_REMOVE = Said(
    "Melden Sie sich mit Ihrer Passphrase an, entfernen Sie diesen Passkey unter „Ich“ und sagen Sie es dem Betrieb.",
    "Sign in with your passphrase, remove this passkey under “Me”, and tell the operator.",
)
_WHY: Mapping[PasskeyFault, Said] = MappingProxyType(
    {
        PasskeyFault.CHALLENGE: Said(
            "Diese Anfrage ist nicht von dieser Seite, schon benutzt oder älter als 5 Minuten.",
            "This request is not of this page, was used before, or is older than 5 minutes.",
        ),
        PasskeyFault.ELSEWHERE: Said(
            "Der Passkey wurde auf einer anderen Adresse benutzt als dieser.",
            "The passkey was used at another address than this one.",
        ),
        PasskeyFault.NOT_VERIFIED: Said(
            "Ihr Gerät hat nicht geprüft, wer da ist: kein Finger, kein Gesicht, keine PIN.",
            "Your device did not look who is there: no finger, no face, no PIN.",
        ),
        PasskeyFault.UNKNOWN: Said(
            "Diesen Passkey gibt es hier nicht, oder nicht für dieses Konto.",
            "There is no such passkey here, or not for this account.",
        ),
        PasskeyFault.COUNTER: Said(
            "Der Zähler dieses Passkeys ist stehen geblieben. Vielleicht gibt es ihn zweimal.",
            "The counter of this passkey did not go on. There may be two of it.",
        ),
        PasskeyFault.UNFIT: Said(
            "Die Antwort Ihres Geräts passt nicht zur Anfrage.", "The answer of your device does not fit the request."
        ),
    }
)


class PasskeyNameUnfit(Refusal):
    """A passkey has a name of 1 to 60 readable characters."""

    code = "SENDER_PASSKEY_NAME_UNFIT"
    de = "Ein Passkey braucht einen Namen mit 1 bis 60 lesbaren Zeichen."
    fix_de = "Nennen Sie das Gerät, zum Beispiel „Diensthandy“."
    fix_en = "Name the device, for example “work phone”."


class TooManyPasskeys(Refusal):
    """Nobody has more than 10 passkeys."""

    code = "SENDER_TOO_MANY_PASSKEYS"
    status = 409
    de = "Sie haben schon 10 Passkeys. Mehr gibt es nicht."
    fix_de = "Entfernen Sie einen, den Sie nicht mehr brauchen."
    fix_en = "Remove one that you do not need any more."


class NoPasskeysHere(Refusal):
    """This hub has a number for an address, and browsers make no passkeys for numbers."""

    code = "SENDER_NO_PASSKEYS_HERE"
    status = 409
    de = "Diese Adresse hat keinen Namen, nur eine Nummer. Dafür machen Browser keine Passkeys."
    fix_de = "Nehmen Sie Ihre Passphrase. Der Betrieb kann der Vermittlungsstelle einen Namen geben."
    fix_en = "Use your passphrase. The operator can give the hub a name."
