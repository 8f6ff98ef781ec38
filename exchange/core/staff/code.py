"""One-time activation code in two halves: each is given to one of two people, only its owner comes to hold both."""

import base64
import hashlib
import hmac

HALF_BYTES = 10
"""80 random bits: a plain digest of so much chance cannot be searched."""
_GROUP = 4


def show_half(random: bytes) -> str:
    """Write a half so that people can read it out and type it: `ABCD-EFGH-IJKL-MNOP` (base32, RFC 4648)."""
    text = base64.b32encode(random).decode("ascii")
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def half_digest(half: bytes, *, change: str) -> str:
    """The digest that is kept of a half, bound to its change; blanks, hyphens and small letters do not matter."""
    typed = b"".join(half.split()).replace(b"-", b"").upper()
    return hashlib.sha256(b"\n".join([b"geleit staff code", change.encode(), typed])).hexdigest()


def halves_match(typed: tuple[bytes, bytes], kept: tuple[str, str], *, change: str) -> bool:
    """Say whether these are the two halves whose digests were kept, in either order."""
    digests = sorted(half_digest(half, change=change) for half in typed)
    return hmac.compare_digest("".join(digests), "".join(sorted(kept)))
