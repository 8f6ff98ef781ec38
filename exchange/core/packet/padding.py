"""Padding to buckets: sizes say nothing to traffic analysis, because every inner JWS fills its bucket.

The buckets are protocol section 2's.
"""

from exchange.core.errors import Malformed, TooLarge

KIBIBYTE = 1024
SMALLEST = 4 * KIBIBYTE
LARGEST = 512 * KIBIBYTE
_CLOSING = b'"}}'
_EMPTY_PAD = b',"pad":"' + _CLOSING
BUCKETS = tuple(size * KIBIBYTE for size in (4, 8, 16, 32, 64, 128, 256, 512))


def bucket(length: int, *, smallest: int = SMALLEST) -> int:
    """Return the smallest bucket from `smallest` up that holds `length` bytes.

    Raises:
        TooLarge: none does.
    """
    for size in BUCKETS:
        if size >= smallest and length <= size:
            return size
    raise TooLarge


def pad_length(payload: int, *, header: int, signature: int, smallest: int = SMALLEST) -> int:
    """Return how many "A" the `pad` member takes: the longest run with which the JWS stays within its bucket.

    `payload` is the byte length of the claims' JSON with an empty `pad`, `header` that of the protected header's JSON,
    `signature` that of the raw signature: 64 for ES256 and Ed25519.

    Raises:
        TooLarge: even without padding the JWS is larger than the largest bucket.
    """
    frame = encoded(header) + encoded(signature) + 2
    room = bucket(frame + encoded(payload), smallest=smallest) - frame
    # n octets take ceil(4n/3) characters, so floor(3 * room / 4) is the most that fits.
    return room * 3 // 4 - payload


def padding(length: int) -> str:
    """Return the run of "A" of that length."""
    return "A" * length


def fill_pad(payload: bytes, length: int) -> bytes:
    """Fill the empty `pad` that ends a packet's claims as JSON: the bytes they would have been written as with it.

    Raises:
        Malformed: they do not end with an empty `pad`.
    """
    if not payload.endswith(_EMPTY_PAD):
        raise Malformed("pad")
    return b"".join((payload[: -len(_CLOSING)], padding(length).encode("ascii"), _CLOSING))


def encoded(octets: int) -> int:
    """How many base64url characters, without padding, `octets` bytes take (RFC 7515 section 2)."""
    return (octets * 4 + 2) // 3
