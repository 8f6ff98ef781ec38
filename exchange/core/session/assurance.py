"""Authentication assurance (BSI TR-03107, NIST SP 800-63B-4): how somebody proved that it is them, by its factors."""

from collections.abc import Collection
from enum import StrEnum


class Assurance(StrEnum):
    """How somebody proved that it is them: by what they know, or by what they have and know or are."""

    PASSPHRASE = "passphrase"  # noqa: S105 a word for how, no secret
    PASSKEY = "passkey"


def weakest(proved: Collection[Assurance]) -> Assurance | None:
    """How strong an act is in which several proved that it is them; None where nobody did.

    A passkey is two factors, for only one whose device looked who is there is taken.
    """
    if not proved:
        return None
    return Assurance.PASSPHRASE if Assurance.PASSPHRASE in proved else Assurance.PASSKEY
