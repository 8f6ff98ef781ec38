"""Host name: the one spelling of it that is taken, so that two texts are two hosts.

Resolvers and browsers read more than they write: `2130706433` and `127.1` are 127.0.0.1, `[0::1]` is `[::1]`, and an
encoded label may say again what could be said in plain letters.
"""

import re
import unicodedata
from ipaddress import AddressValueError, IPv4Address, IPv6Address

_LONGEST = 253
_ENCODED = "xn--"
_MARKS = frozenset({"Mn", "Mc"})
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def is_canonical(host: str) -> bool:
    """Whether a host, in small letters, digits, hyphens and dots or an IPv6 literal in brackets, is spelled so."""
    if host.startswith("["):
        return _is_canonical_literal(host[1:-1])
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        # Whatever ends in a number is read as an address, however it is spelled.
        return _is_canonical_address(host)
    return len(host) <= _LONGEST and all(map(_is_canonical_label, labels))


def _is_canonical_address(host: str) -> bool:
    try:
        return str(IPv4Address(host)) == host
    except AddressValueError:
        return False


def _is_canonical_literal(literal: str) -> bool:
    try:
        address = IPv6Address(literal)
    except AddressValueError:
        return False
    # An IPv4 address in IPv6's clothes is a second spelling of it.
    return address.ipv4_mapped is None and address.compressed == literal


def _is_canonical_label(label: str) -> bool:
    if label[2:4] != "--":
        return True
    if not label.startswith(_ENCODED):
        return False
    encoded = label.removeprefix(_ENCODED)
    try:
        text = encoded.encode("ascii").decode("punycode")
        again = text.encode("punycode").decode("ascii")
    except (UnicodeError, OverflowError, ValueError):
        return False
    settled = unicodedata.normalize("NFKC", text).lower() == text and all(map(_is_letter, text))
    return settled and again == encoded and not text.isascii()


def _is_letter(one: str) -> bool:
    return one.isalnum() or one == "-" or unicodedata.category(one) in _MARKS
