"""Search in lists: what somebody looks for, a partner or the beginning of a code; both empty, everything."""

from dataclasses import dataclass

from exchange.core.referral.code import ALPHABET

_FIRST = 3
_MOST = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for: the entity of a partner, and how the code begins (`7K2-9`)."""

    partner: str = ""
    code: str = ""

    def fits(self, *, partner: str, code: str | None) -> bool:
        """Whether a referral of this partner, by this code, is looked for."""
        return self.partner in {"", partner} and (code or "").startswith(self.code)


EVERYTHING = Sought()


def read_beginning(text: str) -> str | None:
    """How a code begins that somebody types, however: small letters, without the hyphen; None where none begins so."""
    signs = text.strip().upper().replace("-", "").replace(" ", "")
    if len(signs) > _MOST or set(signs) - set(ALPHABET):
        return None
    return f"{signs[:_FIRST]}-{signs[_FIRST:]}" if len(signs) > _FIRST else signs
