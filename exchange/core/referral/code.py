"""Reference code: what people say on the telephone in the place of a referral's id, such as `7K2-94Q`.

It is random and says nothing of the matter. No vowels, so that it spells no word; no signs that are taken for each
other when they are read, written by hand or heard (0 and O, 1 and I and L, 2 and Z, 5 and S, 6 and G, 8 and B).
"""

import re

from exchange.core.errors import NotAnId
from exchange.core.ids import read_uuid

ALPHABET = "234679CDFHJKMNPQRTVWX"
CODE_BYTES = 16
"""Random bytes for one code: so many more than it has room for that every code is as likely as any other."""
TRIES = 20
"""Codes drawn before it is given up to find a free one: of a million matters in force 1 draw of 85 hits one."""
PATTERN = f"[{ALPHABET}]{{3}}-[{ALPHABET}]{{3}}"
_SIGNS = 6
_TYPED = re.compile(f"([{ALPHABET}]{{3}})[- ]?([{ALPHABET}]{{3}})")


def make_code(random: bytes) -> str:
    """Make a code of random bytes."""
    number, signs = int.from_bytes(random), []
    for _ in range(_SIGNS):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    text = "".join(signs)
    return f"{text[:3]}-{text[3:]}"


def read_code(text: str) -> str | None:
    """The code that was typed, however: small letters, without the hyphen, with a blank; None where it is none."""
    match = _TYPED.fullmatch(text.strip().upper())
    return f"{match[1]}-{match[2]}" if match else None


def read_name(text: str) -> str:
    """Return what may name a referral: its id, or its code as it is written.

    Raises:
        NotAnId: it is neither.
    """
    code = read_code(text)
    if code:
        return code
    try:
        return read_uuid(text)
    except NotAnId as error:
        raise NotAnId(pointer="/id") from error
