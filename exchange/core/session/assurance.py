"""Authentication assurance (BSI TR-03107, NIST SP 800-63B-4): how somebody proved that it is them, by its factors."""

from enum import StrEnum


class Assurance(StrEnum):
    """How somebody proved that it is them: by what they know, or by what they have and know or are."""

    PASSPHRASE = "passphrase"  # noqa: S105 a word for how, no secret
    PASSKEY = "passkey"

    @property
    def two_factors(self) -> bool:
        """Whether that is two factors: a passkey counts only where its device looked who is there."""
        return self is Assurance.PASSKEY
